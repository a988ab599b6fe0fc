"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* a page from disk may not store */ } },
  };

  const themes = ["auto", "light", "dark"];
  const themeButton = document.getElementById("theme");
  const setTheme = (name) => {
    if (name === "auto") { delete root.dataset.theme; } else { root.dataset.theme = name; }
    themeButton.textContent = "Theme: " + name;
    store.set("winnow-theme", name);
  };
  const asked = new URLSearchParams(location.search).get("theme") || store.get("winnow-theme");
  setTheme(themes.includes(asked) ? asked : "auto");
  themeButton.hidden = false;
  themeButton.addEventListener("click", () => {
    const now = root.dataset.theme || "auto";
    setTheme(themes[(themes.indexOf(now) + 1) % themes.length]);
  });

  // What scrolls by itself must scroll without a mouse.
  for (const box of all(".scroll")) {
    const heading = box.parentElement.querySelector("summary,h3,h2");
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Table" + (heading ? ": " + heading.textContent.replace(/^Table: /, "") : ""));
  }
  // Numbers as people read them: with a real minus sign and commas.
  const value = (text) => Number(text.replace("\u2212", "-").replaceAll(",", ""));
  for (const table of all("table.sortable")) {
    const body = table.tBodies[0];
    const headers = all("thead th", table);
    headers.forEach((header, column) => {
      if (header.classList.contains("plain")) { return; }
      const button = document.createElement("button");
      button.textContent = header.textContent;
      header.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = header.getAttribute("aria-sort") !== "descending";
        headers.forEach((other) => other.removeAttribute("aria-sort"));
        header.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent;
        const rows = Array.from(body.rows).map((row) => [key(row), row]);
        rows.sort(([a], [b]) => {
          if (a === "" || b === "") { return a === b ? 0 : a === "" ? 1 : -1; }
          const number = value(a) - value(b);
          const order = Number.isNaN(number) ? a.localeCompare(b) : number;
          return down ? -order : order;
        });
        body.append(...rows.map(([, row]) => row));
      });
    });
  }
  for (const input of all("input[data-filter]")) {
    const table = document.getElementById(input.dataset.filter);
    const count = document.getElementById(input.dataset.filter + "-count");
    const total = table.tBodies[0].rows.length;
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
        if (!row.hidden) { shown += 1; }
      }
      if (count) { count.textContent = shown === total ? "" : shown + " of " + total; }
    });
    input.closest(".bar-tools").hidden = false;
  }

  const gallery = document.getElementById("gallery");
  const dialog = document.getElementById("large");
  if (gallery && dialog) {
    const toggles = all("[data-toggle]");
    const layers = { base: "photo" };
    for (const toggle of toggles) { layers[toggle.dataset.toggle] = toggle.getAttribute("aria-pressed") === "true"; }
    // A modal view makes the page behind it inert, so it has switches of its own.
    const largeLayers = document.getElementById("large-layers");
    for (const button of all("#layers button")) { largeLayers.append(button.cloneNode(true)); }
    const apply = () => {
      for (const part of [gallery, dialog]) {
        for (const layer of all("[data-layer]", part)) {
          const kind = layer.dataset.layer;
          if (kind in layers) { layer.style.display = layers[kind] ? "" : "none"; }
          // A card without the chosen map keeps its photo.
          else if (kind !== "photo") { layer.style.display = layers.base === kind ? "" : "none"; }
        }
        part.classList.toggle("on-map", layers.base !== "photo");
      }
      for (const button of all("[data-base]")) {
        button.setAttribute("aria-pressed", String(button.dataset.base === layers.base));
      }
      for (const button of all("[data-toggle]")) {
        button.setAttribute("aria-pressed", String(layers[button.dataset.toggle]));
      }
    };
    const press = (button) => {
      if (button.dataset.base) { layers.base = button.dataset.base; }
      else { layers[button.dataset.toggle] = !layers[button.dataset.toggle]; }
      apply();
    };
    all("[data-base],[data-toggle]").forEach((button) => button.addEventListener("click", () => press(button)));
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input,select")) { return; }
      if (!dialog.open && !event.target.closest("#images")) { return; }
      const button = all("#layers button").find((one) => one.getAttribute("aria-keyshortcuts") === event.key.toLowerCase());
      if (button) { press(button); }
    });
    document.getElementById("layers").hidden = false;

    const cards = all(".card", gallery);
    const place = document.getElementById("large-card");
    let current = 0;
    const visible = () => cards.filter((card) => !card.hidden);
    const show = (card) => {
      current = Math.max(0, visible().indexOf(card));
      const copy = card.cloneNode(true);
      copy.removeAttribute("id");
      for (const name of ["tabindex", "role", "aria-label"]) { copy.removeAttribute(name); }
      place.replaceChildren(copy);
      if (!dialog.open) { dialog.showModal(); }
    };
    const step = (by) => {
      const list = visible();
      if (list.length) { show(list[(current + by + list.length) % list.length]); }
    };
    for (const card of cards) {
      card.tabIndex = 0;
      card.setAttribute("role", "button");
      card.setAttribute("aria-label", "Large view of " + (card.dataset.name || "this item"));
      card.addEventListener("click", () => show(card));
      card.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(card); }
      });
    }
    document.getElementById("previous").addEventListener("click", () => step(-1));
    document.getElementById("next").addEventListener("click", () => step(1));
    document.getElementById("close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") { step(1); }
      if (event.key === "ArrowLeft") { step(-1); }
    });
    for (const link of all(".thumbs a")) {
      link.addEventListener("click", (event) => {
        const card = document.getElementById(link.hash.slice(1));
        if (card) { event.preventDefault(); card.hidden = false; show(card); }
      });
    }
    const pick = document.getElementById("pick");
    if (pick) {
      pick.addEventListener("change", () => {
        for (const card of cards) { card.hidden = pick.value !== "" && card.dataset.group !== pick.value; }
      });
    }
    apply();
  }
  root.dataset.ready = "yes";
})();
