// The words of a value light up when it is asked for, and the value when its words are. Without script the links still
// lead from one to the other. No offsets are reckoned here: the server marked the text.
"use strict";

const text = document.querySelector(".text");
const tip = document.createElement("div");
tip.id = "tip";
tip.hidden = true;
// What it says stands in the descriptions of the links already.
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);

const still = matchMedia("(prefers-reduced-motion: reduce)");
const wide = matchMedia("(min-width: 60rem)");
const glide = () => (still.matches ? "auto" : "smooth");
const wordsOf = (spot) => text.querySelectorAll(`[data-spots~="${CSS.escape(spot)}"]`);

function dim() {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
}

/** Light up the words of a spot and bring them into view. */
function showWords(spot) {
  dim();
  const marks = wordsOf(spot);
  for (const mark of marks) mark.classList.add("lit");
  marks[0]?.scrollIntoView({ block: "center", behavior: glide() });
}

/** Light up a value beside the text, and bring it into view where it stands beside. */
function showValue(row) {
  dim();
  row.classList.add("lit");
  if (wide.matches) row.scrollIntoView({ block: "nearest", behavior: glide() });
}

function place(mark) {
  const box = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
  const below = box.bottom + 8;
  const top = below + tip.offsetHeight > innerHeight ? box.top - tip.offsetHeight - 8 : below;
  tip.style.top = `${Math.max(4, top)}px`;
  tip.style.left = `${Math.max(4, Math.min(box.left, innerWidth - tip.offsetWidth - 8))}px`;
}

/** Say beside some words what they carry. */
function explain(mark) {
  const lines = new Set();
  for (const spot of mark.dataset.spots.split(" ").reverse()) {
    const said = document.getElementById(`t-${spot}`);
    if (said) for (const line of said.children) lines.add(line.textContent);
  }
  tip.replaceChildren(
    ...[...lines].map((line) => {
      const row = document.createElement("p");
      row.dir = "auto";
      row.textContent = line;
      return row;
    }),
  );
  tip.hidden = false;
  place(mark);
}

const hush = () => { tip.hidden = true; };
const markAt = (event) => (event.target instanceof Element ? event.target.closest(".w") : null);

if (text) {
  text.addEventListener("pointerover", (event) => {
    const mark = markAt(event);
    if (mark && event.pointerType === "mouse") explain(mark);
  });
  text.addEventListener("pointerout", (event) => { if (event.pointerType === "mouse") hush(); });
  text.addEventListener("focusin", (event) => { const mark = markAt(event); if (mark) explain(mark); });
  text.addEventListener("focusout", hush);
  text.addEventListener("click", (event) => {
    const mark = markAt(event);
    if (!mark) { hush(); return; }
    explain(mark);
    const link = mark instanceof HTMLAnchorElement ? mark : null;
    const row = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!row) return;
    // By touch the words are explained in place; beside the text the value lights up.
    event.preventDefault();
    showValue(row);
    for (const same of wordsOf(mark.dataset.spots.split(" ").at(-1))) same.classList.add("lit");
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { hush(); dim(); } });
  addEventListener("scroll", hush, { passive: true });

  document.querySelector(".beside")?.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-spot]") : null;
    if (!link) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    showWords(link.dataset.spot);
    wordsOf(link.dataset.spot)[0]?.focus({ preventScroll: true });
    hush();
  });

  const follow = () => {
    const aim = location.hash.startsWith("#e-") && document.getElementById(location.hash.slice(1));
    if (aim) showWords(aim.dataset.spot);
  };
  addEventListener("hashchange", follow);
  follow();
}
