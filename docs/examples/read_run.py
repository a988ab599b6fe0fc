import sqlite3, sys, numpy as np, pandas as pd
RUN = sys.argv[1]
results = pd.read_csv(f"{RUN}/results.csv", index_col="index")           # a line for each item
rows = pd.read_csv(f"{RUN}/index.csv")                                   # which item a row of an array is
masks = np.load(f"{RUN}/masks.npy", mmap_mode="r")                       # items x rows x columns, 0 or 1
kept = rows[rows.file == "masks.npy"].set_index("index").row             # item -> row of masks.npy
print(results.groupby("label_name", dropna=False).area.describe())       # how much of a class's images is kept
print("most often kept pixel:", np.unravel_index(masks[:].mean(axis=0).argmax(), masks.shape[1:]))
print("smallest mask:", results.path[results.area.idxmin()], masks[kept[results.area.idxmin()]].sum(), "pixels")
print(pd.read_sql("SELECT status, count(*) AS items FROM items GROUP BY status", sqlite3.connect(f"{RUN}/run.sqlite")))
