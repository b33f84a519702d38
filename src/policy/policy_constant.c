/*
 * policy_constant.c - recognising in a plan that a policy is the same for every row.
 *
 * (SELECT medaid_policies(...)) becomes a parameter of the executor, as do
 * sub-selects and columns that change from one pass of a node to the next; a
 * function cannot tell them apart.  The planner's support function can, while
 * the sub-select stands there.  Its mark is a relabelling from the type to
 * itself: nothing else leaves one, it costs nothing at run time, and EXPLAIN
 * and postgres_fdw need not know it.
 */
#include "policy/policy_constant.h"

#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"

/* Whether something in a query, so many levels below the first, stands for what is outside of that. */
static bool
refers_outside(Node *node, void *context)
{
	Index	   *level = context;
	bool		refers;

	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Var:
			return ((Var *) node)->varlevelsup > *level;
		case T_Param:
			return ((Param *) node)->paramkind == PARAM_EXEC;
		case T_Aggref:
			if (((Aggref *) node)->agglevelsup > *level)
				return true;
			break;
		case T_GroupingFunc:
			if (((GroupingFunc *) node)->agglevelsup > *level)
				return true;
			break;
		case T_RangeTblEntry:
			/* the query's walker goes into it */
			return ((RangeTblEntry *) node)->rtekind == RTE_CTE &&
				((RangeTblEntry *) node)->ctelevelsup > *level;
		case T_Query:
			++*level;
			refers = query_tree_walker((Query *) node, TREE_WALKER(refers_outside), context,
									   QTW_EXAMINE_RTES_BEFORE);
			--*level;
			return refers;
		case T_CurrentOfExpr:
		case T_PlaceHolderVar:
		case T_SubPlan:
		case T_AlternativeSubPlan:
			return true;
		default:
			break;
	}
	return expression_tree_walker(node, TREE_WALKER(refers_outside), context);
}

/* A sub-select that is evaluated once an execution: it depends on no row around it. */
static bool
is_evaluated_once(Node *argument)
{
	SubLink    *link = (SubLink *) argument;
	Index		level = 0;

	return IsA(argument, SubLink) && link->subLinkType == EXPR_SUBLINK &&
		IsA(link->subselect, Query) &&
		!query_tree_walker((Query *) link->subselect, TREE_WALKER(refers_outside), &level,
						   QTW_EXAMINE_RTES_BEFORE);
}

List *
policy_constant_mark(List *arguments)
{
	Node	   *policy;
	List	   *marked;

	if (list_length(arguments) < 2 || !is_evaluated_once(policy = lsecond(arguments)))
		return NIL;
	marked = list_copy(arguments);
	lsecond(marked) = makeRelabelType((Expr *) policy, exprType(policy), exprTypmod(policy),
									  exprCollation(policy), COERCE_IMPLICIT_CAST);
	return marked;
}

/* A constant, or what was marked. */
static bool
is_constant(Node *policy)
{
	RelabelType *mark = (RelabelType *) policy;

	if (!IsA(policy, RelabelType))
		return IsA(policy, Const);
	return IsA(mark->arg, Param) && ((Param *) mark->arg)->paramkind == PARAM_EXEC &&
		exprType((Node *) mark->arg) == mark->resulttype;
}

/* A parameter changes only where the node of the plan is begun anew. */
static bool
is_constant_in_node(Node *policy)
{
	return IsA(policy, Param) || IsA(policy, Const);
}

static Node *
second_argument(List *arguments)
{
	return list_length(arguments) < 2 ? NULL : lsecond(arguments);
}

bool
policy_constant_of(Node *call)
{
	Node	   *policy;

	if (call == NULL)
		return false;
	switch (nodeTag(call))
	{
		case T_FuncExpr:
			policy = second_argument(((FuncExpr *) call)->args);
			return policy != NULL && is_constant(policy);
		case T_Aggref:
			/* what an ORDER BY in the call sorts by comes after the two */
			policy = second_argument(((Aggref *) call)->args);
			return policy != NULL && is_constant_in_node((Node *) ((TargetEntry *) policy)->expr);
		case T_WindowFunc:
			policy = second_argument(((WindowFunc *) call)->args);
			return policy != NULL && is_constant_in_node(policy);
		default:
			return false;
	}
}
