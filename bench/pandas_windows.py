"""The simple rule in pandas: COPY out, cumulative sums, COPY in.  Reads CSV, writes CSV.

usage: pandas_windows.py in.csv out.csv
"""
import sys
import pandas as pd

claims = pd.read_csv(sys.argv[1], parse_dates=["discharged_on"],
                     dtype={"person": str, "claim_id": str, "category": str})
claims["year"] = claims.discharged_on.dt.year
claims["burden"] = (claims.in_scope - claims.basic_paid - claims.critical_illness_paid).clip(lower=0)
claims.sort_values(["person", "year", "discharged_on", "claim_id"], inplace=True)
burdens = claims.groupby(["person", "year"]).burden.cumsum()
absorbed = burdens.clip(upper=claims.deductible) - (burdens - claims.burden).clip(upper=claims.deductible)
claims["share"] = ((claims.burden - absorbed) * claims.rate).round(2)
shares = claims.groupby(["person", "year"]).share.cumsum()
claims["aid"] = (shares.clip(upper=claims.cap) - (shares - claims.share).clip(upper=claims.cap)).round(2)
claims[["claim_id", "aid"]].to_csv(sys.argv[2], index=False, header=False)
