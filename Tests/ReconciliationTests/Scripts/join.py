"""Classifies two exports by an independent way: joins of DuckDB over whole tables.

Usage: join.py OLD.csv NEW.csv AS_OF_SECONDS
Both have the columns event, order, time, partner, document, quantity, total, status; an order has one event of a kind at most,
apart from copies. Prints one line a class: name and units, sorted; then the seconds that the bare join took.

The rules, as the tests' agreement has them: copies beyond the first are duplicates; what one side alone has is missing or
unexpected once its time and an hour have passed, pending before; a status that differs is state; a quantity or total that
differs is value; later than ten minutes is late, more than a second apart is timing only.
"""

import sys
import time

import duckdb

old, new, as_of = sys.argv[1], sys.argv[2], float(sys.argv[3])
db = duckdb.connect()
db.execute("SET threads TO 2")
types = "{'event':'VARCHAR','order':'VARCHAR','time':'TIMESTAMP','partner':'VARCHAR','document':'VARCHAR','quantity':'VARCHAR','total':'VARCHAR','status':'VARCHAR'}"


def read(path):
    return f"read_csv('{path}', header=true, columns={types}, nullstr='')"


began = time.monotonic()
db.execute(
    f"""SELECT count(*), sum(CASE WHEN o.status = n.status THEN 1 ELSE 0 END)
        FROM {read(old)} o FULL OUTER JOIN {read(new)} n USING (event, "order")"""
).fetchall()
bare = time.monotonic() - began

for name, path in (("o", old), ("n", new)):
    db.execute(
        f"""CREATE TABLE {name} AS SELECT *, epoch(time) AS at,
            row_number() OVER (PARTITION BY event, "order" ORDER BY time) AS copy FROM {read(path)}"""
    )
classes = db.execute(
    f"""
    WITH pairs AS (
        SELECT o.event AS oe, n.event AS ne, o.at AS oat, n.at AS nat, o.copy AS oc, n.copy AS nc,
            coalesce(o.status, '') <> coalesce(n.status, '') AS state,
            coalesce(o.quantity, '') <> coalesce(n.quantity, '') OR coalesce(o.total, '') <> coalesce(n.total, '') AS other
        FROM o FULL OUTER JOIN n ON o.event = n.event AND o."order" = n."order" AND o.copy = n.copy)
    SELECT CASE
        WHEN oe IS NULL AND nc > 1 THEN 'duplicate'
        WHEN ne IS NULL AND oc > 1 THEN 'duplicate'
        WHEN oe IS NULL THEN CASE WHEN nat + 3600 > {as_of} THEN 'pending' ELSE 'unexpected' END
        WHEN ne IS NULL THEN CASE WHEN oat + 3600 > {as_of} THEN 'pending' ELSE 'missing' END
        WHEN other THEN 'value'
        WHEN state THEN 'state'
        WHEN nat - oat > 600 THEN 'late beyond agreement'
        WHEN abs(nat - oat) > 1 THEN 'timing only'
        ELSE 'match' END AS class, count(*)
    FROM pairs GROUP BY 1 ORDER BY 1
    """
).fetchall()
for name, units in classes:
    print(f"{name}: {units}")
print(f"bare join: {bare:.3f} s")
