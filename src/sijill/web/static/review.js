// The review page: keys, more lines, and suggestions. Without this script the page does all of it with its forms.
"use strict";

(() => {
  const page = document.querySelector("[data-review]");
  const OFF = "sijill.review.keys.off";
  const kept = (() => { try { return window.localStorage; } catch { return null; } })();
  const make = (tag, attributes, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  };

  // Keys. Single letters, never where something is typed or chosen; a person can switch them off.

  const dialog = document.querySelector("[data-keys]");
  const on = document.querySelector("[data-keys-on]");
  const keysAreOn = () => !kept || kept.getItem(OFF) !== "1";
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;
  const fields = page ? [...page.querySelectorAll(".field")] : [];
  let at = -1;

  const go = (step) => {
    if (!fields.length) return;
    at = Math.max(0, Math.min(fields.length - 1, at + step));
    fields.forEach((field, number) => field.classList.toggle("here", number === at));
    const target = fields[at].querySelector("summary") || fields[at];
    target.focus({ preventScroll: true });
    fields[at].scrollIntoView({ block: "nearest" });
  };
  const correct = () => {
    const details = at >= 0 && fields[at].querySelector("details");
    if (!details) return;
    details.open = true;
    const first = details.querySelector("select, input:not([type=hidden])");
    if (first) first.focus();
  };
  const own = {
    ArrowDown: () => go(1), ArrowUp: () => go(-1), c: correct,
    w: () => { const why = document.getElementById("why"); if (why) why.focus(); },
    "?": () => dialog && dialog.showModal(),
  };

  if (page && dialog) {
    const help = document.querySelector("[data-help]");
    help.hidden = false;
    help.addEventListener("click", () => dialog.showModal());
    on.checked = keysAreOn();
    on.addEventListener("change", () => kept && (on.checked ? kept.removeItem(OFF) : kept.setItem(OFF, "1")));
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || dialog.open) return;
      if (event.key.length === 1 && !keysAreOn()) return;
      // Arrows move between fields only once one of them has the focus: else they scroll, as everywhere.
      if (event.key.startsWith("Arrow") && !event.target.closest(".field")) return;
      const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (own[event.key]) { event.preventDefault(); own[event.key](); }
      else if (target) { event.preventDefault(); target.click(); }
    });
    fields.forEach((field, number) => field.addEventListener("focusin", () => { at = number; }));
    // "f" leads into the fields: from there the arrows go on.
    own.f = () => { at = -1; go(1); };
  }

  // A form that was sent is not sent twice.
  document.querySelectorAll("form[method=post]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

  // More lines without a new page.

  const addLine = (rows) => {
    const lines = rows.querySelectorAll(":scope > .line");
    const number = lines.length + 1;
    const line = lines[lines.length - 1].cloneNode(true);
    for (const part of line.querySelectorAll("[id]")) part.id = part.id.replace(/\d+$/, String(number));
    for (const label of line.querySelectorAll("[for]")) {
      label.htmlFor = label.htmlFor.replace(/\d+$/, String(number));
      label.textContent = label.textContent.replace(/\d+$/, String(number));
    }
    if (line.hasAttribute("aria-label")) line.setAttribute("aria-label", line.getAttribute("aria-label").replace(/\d+$/, String(number)));
    for (const input of line.querySelectorAll("input")) { input.value = ""; input.removeAttribute("list"); }
    for (const select of line.querySelectorAll("select")) select.selectedIndex = 0;
    rows.append(line);
    line.querySelectorAll("[data-suggest]").forEach(suggestActors);
    const first = line.querySelector("input:not([type=hidden]), select");
    if (first) first.focus();
  };
  document.querySelectorAll("[data-more]").forEach((button) => button.addEventListener("click", (event) => {
    const rows = button.closest("form").querySelector("[data-rows]");
    if (rows) { event.preventDefault(); addLine(rows); }
  }));

  // Suggestions.

  const later = (wait, call) => {
    let timer;
    return (...given) => { clearTimeout(timer); timer = setTimeout(() => call(...given), wait); };
  };
  const asked = async (path, values) => {
    const answer = await fetch(`${path}?${new URLSearchParams(values)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).items : [];
  };
  const country = () => { const input = document.querySelector('[name="place.country"]'); return input && /^[A-Za-z]{2}$/.test(input.value) ? { country: input.value } : {}; };

  let lists = 0;
  function suggestActors(input) {
    const list = make("datalist", { id: `suggested-${lists += 1}` });
    input.after(list);
    input.setAttribute("list", list.id);
    let found = [];
    const id = input.closest(".line").querySelector('input[type="hidden"]');
    const fill = later(150, async () => {
      if (input.value.trim().length < 2) return;
      try { found = await asked("/api/suggest/actors", { q: input.value, ...country() }); } catch { return; }
      list.replaceChildren(...found.map((actor) => make("option", { value: actor.name, label: actor.about })));
    });
    input.addEventListener("input", () => {
      const chosen = found.find((actor) => actor.name === input.value);
      id.value = chosen ? chosen.id : "";
      if (!chosen) fill();
    });
  }
  document.querySelectorAll("[data-suggest=actors]").forEach(suggestActors);

  document.querySelectorAll("[data-place]").forEach((place) => {
    const name = place.querySelector("[data-place-name]");
    const found = place.querySelector("[data-found]");
    const candidates = place.querySelector("[data-candidates]");
    const below = place.querySelector("[data-as-below]");
    const parts = place.querySelector("[data-parts]");
    const field = name.name.split(".")[0];
    const show = (items) => {
      found.hidden = false;
      candidates.replaceChildren(...items.map((item) => {
        const about = [item.kind + (item.parent ? ` in ${item.parent}` : ""), item.admin1, item.country].filter(Boolean).join(", ");
        const point = `${item.latitude.toFixed(3)}, ${item.longitude.toFixed(3)}${item.population ? `, ${item.population.toLocaleString("en")} people` : ""}`;
        return make("label", { class: "pick" },
          make("input", { type: "radio", name: `${field}.pick`, value: item.place_id }),
          make("span", { dir: "auto" }, make("b", {}, item.name), `, ${about} `, make("span", { class: "soft" }, point)));
      }));
      if (!items.length) candidates.replaceChildren(make("p", {}, "No place of that name is known. Its parts can be filled in below."));
      below.checked = true;
    };
    const look = async () => {
      if (!name.value.trim()) return;
      try { show(await asked("/api/suggest/places", { q: name.value, ...country() })); } catch { /* the button still works */ }
    };
    name.addEventListener("input", later(250, look));
    place.querySelector("[data-look-up]").addEventListener("click", (event) => { event.preventDefault(); look(); });
    parts.addEventListener("input", () => { below.checked = true; });
  });

  // One day: the last follows the first while it is empty.
  document.querySelectorAll("[data-first]").forEach((first) => {
    const last = first.closest(".row").querySelector("[data-last]");
    first.addEventListener("change", () => { if (last && !last.value) last.value = first.value; });
  });
})();
