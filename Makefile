# medaid: Chinese medical assistance (医疗救助) settled inside PostgreSQL.
#
#   make              build          make demo    a county, settled and explained
#   make install      install        make check   set up everything, run every test
#   make installcheck the tests, against a running server (PGXS)
#   make check-asserts, check-sanitizers, check-valgrind, check-settings, check-versions, check-upgrade, check-pg-upgrade, check-package   longer ones
#   make fuzz-core    the core alone under libFuzzer, for FUZZ_SECONDS
#   make check-citus  a cluster of three nodes on this machine, where Citus is installed

# Where this file is; another folder than the current one in a VPATH build.
HERE := $(dir $(firstword $(MAKEFILE_LIST)))
ifeq ($(realpath $(HERE)),$(realpath $(CURDIR)))
HERE := ./
else
# PGXS does it, but not that of a server which was itself built where its sources are
VPATH = $(HERE)
endif

EXTENSION = medaid
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(HERE)medaid.control)
MODULE_big = medaid

OBJS = $(patsubst $(HERE)%.c,%.o,$(sort $(wildcard $(HERE)src/*/*.c)))
PG_CPPFLAGS = -I$(HERE)src -DMEDAID_VERSION=\"$(EXTVERSION)\"
# What SQL calls is exported with PGDLLEXPORT (pg/compat.h), and nothing else:
# PostgreSQL sees to that from 16 on.  override: for a PG_CFLAGS given to make, too.
override PG_CFLAGS += -fvisibility=hidden

# The install script is made of these, in the order in which they need each other.
SQL_PARTS = \
	sql/begin.sql \
	sql/claim_types.sql \
	sql/policy_types.sql \
	sql/catalog.sql \
	sql/catalog_checks.sql \
	sql/names.sql \
	$(patsubst $(HERE)%,%,$(sort $(wildcard $(HERE)sql/policy/*.sql))) \
	sql/catalog_guard.sql \
	sql/effective.sql \
	sql/regulation_check.sql \
	sql/resolve.sql \
	sql/policy_with.sql \
	sql/claim.sql \
	sql/claim_set.sql \
	sql/settle.sql \
	sql/settle_year.sql \
	sql/settle_ytd.sql \
	sql/ytd.sql \
	sql/same.sql \
	sql/critical_illness.sql \
	sql/person.sql \
	sql/premium.sql \
	sql/monitor.sql \
	sql/deposit.sql \
	sql/recognition.sql \
	sql/deadline.sql \
	sql/identities.sql \
	sql/check.sql \
	sql/explain.sql \
	sql/why_not.sql \
	sql/outcome.sql \
	sql/scenarios.sql \
	sql/outcomes_merge.sql \
	sql/explain_text.sql \
	sql/policy_reading.sql \
	sql/rule_history.sql \
	sql/rule_orphans.sql \
	sql/policy_digest.sql \
	sql/policy_diff.sql \
	sql/shared_rules.sql \
	sql/policy_review.sql \
	sql/platform_columns.sql \
	sql/platform_netting.sql \
	sql/platform_view.sql \
	sql/platform_report.sql \
	sql/platform_result.sql \
	sql/ledger_create.sql \
	sql/ledger_rules.sql \
	sql/ledger_diff.sql \
	sql/ledger_post.sql \
	sql/ledger_post_all.sql \
	sql/ledger_distributed.sql \
	sql/ledger_money.sql \
	sql/ledger_month.sql \
	sql/ledger_premium.sql \
	sql/ledger_warnings.sql \
	sql/ledger_verify.sql \
	sql/ledger_upgrade.sql \
	sql/module.sql \
	sql/column_comments.sql \
	sql/grants.sql

# The version before, from which the script of this one updates; what was
# released is kept in sql/released and never changes.
UPGRADE = $(patsubst $(HERE)%,%,$(wildcard $(HERE)sql/upgrade/*--$(EXTVERSION).sql))
BEFORE = $(patsubst sql/upgrade/%--$(EXTVERSION).sql,%,$(UPGRADE))
DATA_built = sql/medaid--$(EXTVERSION).sql $(if $(BEFORE),sql/medaid--$(BEFORE)--$(EXTVERSION).sql)
DATA = $(patsubst $(HERE)%,%,$(wildcard $(HERE)sql/released/medaid--*.sql))

# sql/ is the extension's: the tests' is test/sql, and pg_regress finds
# expected/ in the folder that it runs in, where it leaves results/, too.
REGRESS = install
REGRESS_OPTS = --inputdir=$(HERE)test --encoding=UTF8

# In a VPATH build expected/ is a link, made below.
ifneq ($(HERE),./)
EXTRA_CLEAN = $(CURDIR)/expected
endif

PG_CONFIG ?= pg_config
# these set the machine up first, and call make again
SET_UP = demo check check-citus check-asserts check-sanitizers check-valgrind check-settings check-versions check-upgrade check-pg-upgrade check-package members fuzz-core
ifeq (,$(filter $(SET_UP),$(MAKECMDGOALS)))
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)
endif

# few and small files: any header rebuilds all, and so does another version
$(OBJS) $(OBJS:.o=.bc): $(wildcard $(HERE)src/*/*.h) $(HERE)medaid.control

sql/medaid--$(EXTVERSION).sql: $(SQL_PARTS) medaid.control Makefile
	cat $(filter %.sql,$^) > $@

ifneq ($(BEFORE),)
sql/medaid--$(BEFORE)--$(EXTVERSION).sql: sql/upgrade/upgrade_script.awk sql/released/medaid--$(BEFORE).sql $(UPGRADE) $(SQL_PARTS) medaid.control Makefile
	awk -v to=$(EXTVERSION) -f $(filter %.awk,$^) $(filter %.sql,$^) > $@.part
	mv $@.part $@
endif

# The archive for PGXN: what git tracks, and the scripts that are made, as META.json names one.
.PHONY: dist
dist: $(DATA_built)
	test "$$(sed -n 's/^   "version": "\(.*\)",/\1/p' META.json)" = $(EXTVERSION)
	git archive --format=zip -o medaid-$(EXTVERSION).zip --prefix=medaid-$(EXTVERSION)/sql/ \
		$(addprefix --add-file=,$(DATA_built)) --prefix=medaid-$(EXTVERSION)/ HEAD
EXTRA_CLEAN += medaid-$(EXTVERSION).zip

# A VPATH build: the folders of what is built, and expected/ where pg_regress runs.
ifneq ($(HERE),./)
FOLDERS = $(addprefix $(CURDIR)/,$(sort $(dir $(OBJS) $(DATA_built))))
$(OBJS) $(OBJS:.o=.bc) $(DATA_built): | $(FOLDERS)
$(FOLDERS):
	mkdir -p $@
installcheck: $(CURDIR)/expected
$(CURDIR)/expected:
	ln -s $(abspath $(HERE)expected) $@
endif

# On a fresh machine: what is missing comes first, so nothing here needs PGXS.
# Only for these goals: PGXS has a 'check' of its own, which says to use installcheck.
ifneq (,$(filter $(SET_UP),$(MAKECMDGOALS)))
# clang is only for the LLVM bitcode of the JIT, which neither goal needs
SETUP = .ci/setup && export PG_CONFIG="$$(.ci/setup --pg-config)" && \
	clang=$$(sed -n 's/^CLANG *= *//p' "$$(dirname "$$($$PG_CONFIG --pgxs)")/../Makefile.global") && \
	llvm=$$(test -x "$$clang" || echo with_llvm=no) && \
	asroot=$$(test -w "$$($$PG_CONFIG --pkglibdir)" || echo sudo)
BUILD = $(MAKE) -s --no-print-directory -j2 PG_CONFIG="$$PG_CONFIG" $$llvm

.PHONY: $(SET_UP)
demo:
	@$(SETUP) && \
	echo '==> Building and installing medaid' && \
	$(BUILD) all && $$asroot $(BUILD) install >/dev/null && \
	.ci/throwaway sh -c 'createdb county && export PGDATABASE=county && \
		psql -qX -c "CREATE EXTENSION medaid" && \
		echo "==> A county of synthetic people and claims" && psql -qX -f doc/demo/county.sql && \
		echo "==> Settled under five regulations" && psql -qX -f doc/demo/report.sql && \
		echo "==> A month of its ledger" && psql -qX -f doc/demo/month.sql'

check:
	@$(SETUP) && \
	echo '==> Building with -Werror and installing medaid' && \
	$(BUILD) clean >/dev/null && $(BUILD) PG_CFLAGS=-Werror all && $$asroot $(BUILD) PG_CFLAGS=-Werror install >/dev/null && \
	.ci/throwaway test/check.sh

check-citus:
	@$(SETUP) && \
	echo '==> Building with -Werror and installing medaid' && \
	$(BUILD) clean >/dev/null && $(BUILD) PG_CFLAGS=-Werror all && $$asroot $(BUILD) PG_CFLAGS=-Werror install >/dev/null && \
	prove -e bash $(filter-out test/citus/cluster.sh,$(sort $(wildcard test/citus/*.sh)))

# Longer ones, by hand.  Servers with assertions and with sanitizers are built
# from Debian's source, which takes a while the first time (.ci/own-server).
check-asserts check-sanitizers:
	@$(SETUP) && .ci/own-server $(@:check-%=%) test/check.sh

# What keeps memory from call to call, by valgrind: a hundred times slower, so not all.
check-valgrind:
	@$(SETUP) && .ci/own-server valgrind .ci/valgrind-files

# Without a server; skips with a sentence where clang or its runtime is absent.
FUZZ_SECONDS ?= 60
fuzz-core:
	@CORE_SECONDS=$(FUZZ_SECONDS) test/core_fuzz.sh

check-settings:
	@$(SETUP) && $(BUILD) all && $$asroot $(BUILD) install >/dev/null && .ci/throwaway .ci/with-settings

check-versions:
	@.ci/versions

# As packagers do, in clean chroots: Debian's package, PGXN's archive, the Dockerfile.
check-package:
	@.ci/package

# Every pgTAP file on a database that was updated from each version released.
check-upgrade:
	@$(SETUP) && $(BUILD) all && $$asroot $(BUILD) install >/dev/null && \
	UPGRADE_TAPS="$(sort $(wildcard test/pgtap/*.sql test/places/*.sql))" .ci/throwaway bash test/upgrade.sh

# From 15 to 17 in the chroot of .ci/versions.
check-pg-upgrade:
	@.ci/versions 17 .ci/pg-upgrade

# Writes test/members/list, which test/members.sh compares with the catalog.
members:
	@$(SETUP) && $(BUILD) all && $$asroot $(BUILD) install >/dev/null && \
	.ci/throwaway bash test/members.sh --write
endif
