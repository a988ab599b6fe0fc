import json, sys, numpy as np
for line in open(f"{sys.argv[1]}/items.jsonl"):
    item = json.loads(line)
    for explanation in item.get("explanations", []):
        for mask in explanation["masks"]:                                # one character a window, row by row
            windows = np.array(list(mask["bits"])) == "1"
            side = mask["window"]
            windows = windows.reshape(-(-mask["height"] // side), -(-mask["width"] // side))
            pixels = windows.repeat(side, 0).repeat(side, 1)[:mask["height"], :mask["width"]]
            print(item["path"], explanation["method"], int(pixels.sum()))
