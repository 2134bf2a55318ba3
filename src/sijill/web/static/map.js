// Maps of events, on the ground of map-ground.js. They need no network.
//
// <div class="map" data-map="/api/map?since=..." data-tiles="https://.../{z}/{x}/{y}.png" data-attribution="© ..."
//      data-view="zoom/latitude/longitude" data-label="...">what is shown without script</div>
//   data-map      address of the markers: as /api/map gives them ({ cells }), asked for anew with each view; or
//                 { points: [{ latitude, longitude, label, href, event_type, killed, tolerance_km, main }] }, asked for once
//   data-events   address of the events of a box, for a marker of several events at one place
//   data-ground   address of the ground, /api/map/ground unless told
//   data-hash     keep the view in the address, so that it can be shared
(() => {
  "use strict";

  const { TILE, Ground, answerOf, drawn, made, project, unproject, withQuery } = window.sijillMaps;
  const MOST = 16;
  const LETTERS = {
    "Battles": "B", "Explosions/Remote violence": "E", "Violence against civilians": "V",
    "Protests": "P", "Riots": "R", "Strategic developments": "S",
  };

  function kind(type) {
    return `type-${(LETTERS[type] || "x").toLowerCase()}`;
  }

  // A circle's path, as the server makes those of the slices.
  function circle(r) {
    return `M0 ${-r}A${r} ${r} 0 1 1 0 ${r}A${r} ${r} 0 1 1 0 ${-r}Z`;
  }

  class EventMap extends Ground {
    constructor(element) {
      super(element);
      this.fallback = [...element.childNodes];
      this.pointers = new Map();
      this.points = null;
      const [zoom, latitude, longitude] = this.fromHash() || (this.options.view || "2/20/20").split("/").map(Number);
      this.home = [zoom, latitude, longitude];
      this.set(zoom, latitude, longitude);
      this.build();
      this.listen();
      this.load(true);
    }

    set(zoom, latitude, longitude) {
      this.zoom = Math.max(1, Math.min(MOST, Math.round(zoom)));
      this.latitude = Math.max(-84, Math.min(84, latitude));
      this.longitude = ((longitude + 180) % 360 + 360) % 360 - 180;
    }

    fromHash() {
      if (!("hash" in this.options)) return null;
      const found = /^#map=(\d+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(location.hash);
      return found && found.slice(1).map(Number);
    }

    build() {
      this.frame = made("div", { class: "map-frame", tabindex: "0", role: "group", "aria-roledescription": "map",
        "aria-label": `${this.options.label || "Map of events"}. Arrow keys move it, plus and minus zoom, Home shows all.` });
      this.tileLayer = made("div", { class: "map-tiles", "aria-hidden": "true" });
      this.ground = drawn("svg", { class: "map-ground", "aria-hidden": "true" });
      this.markers = made("div", { class: "map-markers" });
      this.moving = made("div", { class: "map-moving" });
      this.moving.append(this.tileLayer, this.ground, this.markers);
      this.frame.append(this.moving);
      const tools = made("div", { class: "map-tools" });
      for (const [label, sign, act] of [
        ["Zoom in", "+", () => this.zoomBy(1)], ["Zoom out", "−", () => this.zoomBy(-1)], ["Show all", "⤢", () => this.goHome()],
      ]) {
        const button = made("button", { type: "button", "aria-label": label, title: label }, sign);
        button.addEventListener("click", act);
        tools.append(button);
      }
      this.scale = made("div", { class: "map-scale", "aria-hidden": "true" });
      this.credit = made("div", { class: "map-credit" });
      this.status = made("p", { class: "unseen", role: "status" });
      this.frame.append(tools, this.scale, this.credit, this.status);
    }

    begin() {
      for (const node of this.fallback) node.remove();
      this.fallback = [];
      this.element.classList.add("drawn");
      this.element.append(this.frame);
    }

    async load(first = false) {
      this.asking?.abort();
      this.asking = new AbortController();
      const { signal } = this.asking;
      try {
        if (!this.points) {
          const given = await answerOf(withQuery(this.options.map, { ...this.boxOrWorld(), zoom: this.zoom }), signal);
          if (given.points) {
            this.points = given.points;
            if (first) this.fitPoints();
          }
          this.found = given;
        }
        if (first) this.begin();
        this.draw();
        this.drawGround(signal);
        this.tell();
      } catch (error) {
        if (error.name === "AbortError") return;
        console.warn(`sijill: ${error.message}`);
        // What the server drew stays where nothing has been drawn yet.
        if (!first) this.status.textContent = "The events of this view could not be loaded.";
      }
    }

    boxOrWorld() {
      if (this.frame.isConnected) return this.box();
      const { width, height } = this.element.getBoundingClientRect();
      const [x, y] = project(this.latitude, this.longitude, this.zoom);
      const [north, west] = unproject(x - width / 2, y - Math.max(height, 300) / 2, this.zoom);
      const [south, east] = unproject(x + width / 2, y + Math.max(height, 300) / 2, this.zoom);
      return { west: Math.max(-540, west), south: Math.max(-90, south), east: Math.min(540, east), north: Math.min(90, north) };
    }

    fitPoints() {
      if (!this.points.length) return;
      const flat = this.points.map((point) => project(point.latitude, point.longitude, 0));
      const [xs, ys] = [flat.map((at) => at[0]), flat.map((at) => at[1])];
      const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 0.02);
      const widest = Math.max(...this.points.map((point) => point.tolerance_km || 0));
      const reach = Math.max(span, widest / 40000 * TILE * 2.4);
      const [latitude, longitude] = unproject((Math.max(...xs) + Math.min(...xs)) / 2, (Math.max(...ys) + Math.min(...ys)) / 2, 0);
      this.set(Math.min(9, Math.floor(Math.log2(320 / reach))), latitude, longitude);
      this.home = [this.zoom, this.latitude, this.longitude];
    }

    draw() {
      this.moving.style.transform = "";
      this.drawTiles();
      const focused = document.activeElement?.dataset?.key;
      this.markers.replaceChildren();
      if (this.points) this.drawPoints();
      else {
        // Those with most killed come first by keyboard; small ones lie above large ones, so that none is hidden.
        this.found.cells.forEach((cell, at) => {
          const marker = this.marker(cell);
          marker.style.zIndex = at + 1;
          this.markers.append(marker);
        });
      }
      if (focused) this.markers.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
      this.drawScale();
      if ("hash" in this.options && this.frame.isConnected && this.moved) {
        history.replaceState(null, "", `#map=${this.zoom}/${this.latitude.toFixed(3)}/${this.longitude.toFixed(3)}`);
      }
    }

    marker(cell) {
      const single = cell.events === 1;
      const element = !single ? made("button", { type: "button" }) : cell.event ? made("a", { href: cell.event }) : made("span", { role: "img" });
      element.className = "marker";
      element.dataset.key = `${cell.latitude},${cell.longitude}`;
      element.setAttribute("aria-label", cell.label);
      element.title = cell.label;
      const [x, y] = this.place(cell.latitude, cell.longitude);
      const half = Math.max(cell.radius + 2, 12);
      Object.assign(element.style, { left: `${x - half}px`, top: `${y - half}px`, width: `${2 * half}px`, height: `${2 * half}px` });
      const sign = drawn("svg", { viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`, "aria-hidden": "true" });
      for (const slice of cell.slices) sign.append(drawn("path", { d: slice.path, class: kind(slice.type) }));
      sign.append(drawn("path", { d: circle(cell.radius), class: "rim" }));
      const words = cell.slices.length === 1 && cell.events === 1 ? LETTERS[cell.slices[0].type] : cell.events.toLocaleString("en");
      if (cell.radius >= 8) sign.append(drawn("text", { class: words.length > 3 ? "long" : "", dy: "0.35em" }, words));
      element.append(sign);
      if (!single) element.addEventListener("click", (event) => { event.stopPropagation(); this.open(cell, element); });
      return element;
    }

    drawPoints() {
      const width = 40075 * Math.cos(this.latitude * Math.PI / 180) / (TILE * 2 ** this.zoom);
      for (const point of this.points) {
        const [x, y] = this.place(point.latitude, point.longitude);
        if (point.tolerance_km) {
          const r = point.tolerance_km / width;
          const ring = made("span", { class: "reach", "aria-hidden": "true" });
          Object.assign(ring.style, { left: `${x - r}px`, top: `${y - r}px`, width: `${2 * r}px`, height: `${2 * r}px` });
          this.markers.append(ring);
        }
        const radius = point.radius || Math.min(27, 8 + 1.7 * Math.sqrt(point.killed || 0));
        const cell = { ...point, events: 1, event: point.href, radius, slices: [{ type: point.event_type, path: circle(radius) }] };
        const element = this.marker(cell);
        if (point.main) element.classList.add("main");
        this.markers.append(element);
      }
    }

    tell() {
      if (this.points) { this.status.textContent = `${this.points.length} places on the map.`; return; }
      const more = this.found.left_out ? `, ${this.found.left_out} more markers left out` : "";
      this.status.textContent = `${this.found.events.toLocaleString("en")} events in view as ${this.found.cells.length} markers${more}.`;
    }

    // Moving

    again(wait = 0, moved = true) {
      this.moved ||= moved;
      clearTimeout(this.waiting);
      this.close();
      this.waiting = setTimeout(() => this.load(), wait);
    }

    zoomBy(steps, at = null) {
      const zoom = Math.max(1, Math.min(MOST, this.zoom + steps));
      if (zoom === this.zoom) return;
      const [width, height] = this.size();
      const [px, py] = at || [width / 2, height / 2];
      const [left, top] = this.corner();
      const [latitude, longitude] = unproject(left + px, top + py, this.zoom);
      const [x, y] = project(latitude, longitude, zoom);
      const middle = unproject(x - px + width / 2, y - py + height / 2, zoom);
      this.set(zoom, ...middle);
      this.moving.style.transformOrigin = `${px}px ${py}px`;
      this.moving.style.transform = `scale(${2 ** steps})`;
      this.again(60);
    }

    panBy(dx, dy) {
      const [x, y] = project(this.latitude, this.longitude, this.zoom);
      this.set(this.zoom, ...unproject(x + dx, y + dy, this.zoom));
      this.again(0);
    }

    goHome() {
      this.set(...this.home);
      this.again(0);
    }

    fit([west, south, east, north]) {
      const [width, height] = this.size();
      const [x1, y1] = project(north, west, 0);
      const [x2, y2] = project(south, east, 0);
      const room = Math.min((width - 120) / Math.max(x2 - x1, 1e-6), (height - 120) / Math.max(y2 - y1, 1e-6));
      const zoom = Math.min(MOST, Math.max(this.zoom + 1, Math.min(Math.floor(Math.log2(room)), this.zoom + 4)));
      this.set(zoom, ...unproject((x1 + x2) / 2, (y1 + y2) / 2, 0));
      this.again(0);
      this.frame.focus({ preventScroll: true });
    }

    listen() {
      const frame = this.frame;
      frame.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && this.popup) { this.close(true); return; }
        if (event.ctrlKey || event.altKey || event.metaKey || this.popup?.contains(event.target)) return;
        const moves = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
        if (moves[event.key]) this.panBy(...moves[event.key]);
        else if (event.key === "+" || event.key === "=") this.zoomBy(1);
        else if (event.key === "-") this.zoomBy(-1);
        else if (event.key === "Home") this.goHome();
        else return;
        event.preventDefault();
      });
      frame.addEventListener("wheel", (event) => {
        // Who scrolls the page past the map doesn't want to zoom it.
        if (!event.ctrlKey && !frame.contains(document.activeElement)) return;
        if (this.popup?.contains(event.target)) return;
        event.preventDefault();
        this.wheeled = (this.wheeled || 0) + event.deltaY;
        if (Math.abs(this.wheeled) < 40) return;
        const box = frame.getBoundingClientRect();
        this.zoomBy(this.wheeled < 0 ? 1 : -1, [event.clientX - box.left, event.clientY - box.top]);
        this.wheeled = 0;
      }, { passive: false });
      frame.addEventListener("pointerdown", (event) => this.grab(event));
      frame.addEventListener("pointermove", (event) => this.drag(event));
      for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, (event) => this.drop(event));
      frame.addEventListener("dblclick", (event) => {
        if (event.target.closest("button, a, .map-popup")) return;
        const box = frame.getBoundingClientRect();
        this.zoomBy(1, [event.clientX - box.left, event.clientY - box.top]);
      });
      new ResizeObserver(() => { if (frame.isConnected && this.found && this.sized) this.again(120, false); this.sized = true; }).observe(frame);
    }

    grab(event) {
      if (event.button || event.target.closest(".map-tools, .map-popup")) return;
      this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
      this.dragged = [0, 0];
      if (this.pointers.size === 2) this.pinch = this.spread();
    }

    spread() {
      const [[ax, ay], [bx, by]] = [...this.pointers.values()];
      return Math.hypot(ax - bx, ay - by);
    }

    drag(event) {
      const before = this.pointers.get(event.pointerId);
      if (!before) return;
      this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
      if (this.pointers.size > 1) {
        const ratio = this.spread() / this.pinch;
        if (ratio > 1.6 || ratio < 0.6) { this.zoomBy(ratio > 1 ? 1 : -1); this.pinch = this.spread(); }
        return;
      }
      this.dragged = [this.dragged[0] + event.clientX - before[0], this.dragged[1] + event.clientY - before[1]];
      if (Math.hypot(...this.dragged) > 4) {
        // Captured only now: a click that doesn't move belongs to the marker beneath it.
        if (!this.frame.hasPointerCapture(event.pointerId)) this.frame.setPointerCapture(event.pointerId);
        this.moving.style.transform = `translate(${this.dragged[0]}px, ${this.dragged[1]}px)`;
      }
    }

    drop(event) {
      if (!this.pointers.delete(event.pointerId) || this.pointers.size) return;
      if (Math.hypot(...(this.dragged || [0, 0])) > 4) this.panBy(-this.dragged[0], -this.dragged[1]);
      else if (!event.target.closest(".marker, button")) this.close();
    }

    // What a marker of several events holds

    open(cell, marker) {
      const [west, south, east, north] = cell.box;
      const [x1, y1] = project(north, west, MOST);
      const [x2, y2] = project(south, east, MOST);
      const apart = this.zoom < MOST && Math.max(x2 - x1, y2 - y1) > 4;
      if (apart) { this.fit(cell.box); return; }
      this.list(cell, marker);
    }

    async list(cell, marker) {
      this.close();
      const popup = made("div", { class: "map-popup", role: "dialog", "aria-label": cell.label });
      const close = made("button", { type: "button", class: "plain", "aria-label": "Close" }, "×");
      close.addEventListener("click", () => this.close(true));
      const killed = `${cell.killed.toLocaleString("en")} killed`;
      popup.append(close, made("p", { class: "head", dir: "auto" }, `${cell.place || "Events here"}: ${cell.events.toLocaleString("en")} events, ${killed}`));
      this.popup = popup;
      this.opener = marker;
      this.frame.append(popup);
      close.focus({ preventScroll: true });
      if (!this.options.events) return;
      const [west, south, east, north] = cell.box;
      const near = 1e-6;
      try {
        const events = await answerOf(withQuery(this.options.events, { west: west - near, south: south - near, east: east + near, north: north + near }));
        const list = made("ul");
        for (const event of events) {
          const row = made("li");
          row.append(made("a", { href: event.href }, event.days || "no date"), ` ${event.sub_event_type}. `, made("span", { dir: "auto", class: "soft" }, event.sentence));
          list.append(row);
        }
        popup.append(list);
        if (events.length < cell.events) popup.append(made("p", { class: "soft" }, `The ${events.length} with most killed; all of them are in the table beneath.`));
      } catch (error) {
        popup.append(made("p", {}, "The events could not be loaded."));
      }
    }

    close(back = false) {
      if (!this.popup) return;
      this.popup.remove();
      this.popup = null;
      if (back && this.opener?.isConnected) this.opener.focus({ preventScroll: true });
    }
  }

  for (const element of document.querySelectorAll("[data-map]")) new EventMap(element);
})();
