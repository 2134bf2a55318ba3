// What maps lie on: where a point is, tiles, and without them the gazetteer's provinces and towns. Before map.js.
(() => {
  "use strict";

  const TILE = 256;
  const MOST_TILES = 18;
  const SVG = "http://www.w3.org/2000/svg";

  function made(name, attributes = {}, text = null) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== null) element.textContent = text;
    return element;
  }

  function drawn(name, attributes = {}, text = null) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== null) element.textContent = text;
    return element;
  }

  // Pixels of the whole world at a zoom, and back.
  function project(latitude, longitude, zoom) {
    const side = TILE * 2 ** zoom;
    const at = Math.max(-85.0511, Math.min(85.0511, latitude)) * Math.PI / 180;
    return [(longitude + 180) / 360 * side, (0.5 - Math.asinh(Math.tan(at)) / (2 * Math.PI)) * side];
  }

  function unproject(x, y, zoom) {
    const side = TILE * 2 ** zoom;
    return [Math.atan(Math.sinh(Math.PI * (1 - 2 * y / side))) * 180 / Math.PI, x / side * 360 - 180];
  }

  function withQuery(address, values) {
    const url = new URL(address, location.href);
    for (const [key, value] of Object.entries(values)) url.searchParams.set(key, value);
    return url;
  }

  async function answerOf(url, signal) {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, signal });
    if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status}`);
    return answer.json();
  }

  // The ground of one map. `zoom`, `latitude` and `longitude` are its view; `frame`, `tileLayer`, `ground`, `scale` and
  // `credit` its elements; `options` what the page says of it.
  class Ground {
    constructor(element) {
      this.element = element;
      this.options = element.dataset;
      this.tileFaults = 0;
      this.tilesSeen = 0;
      this.tiles = new Map();
    }

    size() {
      const box = this.frame.getBoundingClientRect();
      return [box.width || 600, box.height || 400];
    }

    corner() {
      const [width, height] = this.size();
      const [x, y] = project(this.latitude, this.longitude, this.zoom);
      return [x - width / 2, y - height / 2];
    }

    box() {
      const [width, height] = this.size();
      const [left, top] = this.corner();
      const [north, west] = unproject(left, top, this.zoom);
      const [south, east] = unproject(left + width, top + height, this.zoom);
      const round = (value) => Number(value.toFixed(4));
      return { west: round(Math.max(-540, west)), south: round(Math.max(-90, south)), east: round(Math.min(540, east)), north: round(Math.min(90, north)) };
    }

    // Where a point lies in the frame; of its repetitions around the world the one nearest to the middle.
    place(latitude, longitude) {
      const side = TILE * 2 ** this.zoom;
      const [left, top] = this.corner();
      const [width] = this.size();
      const [x, y] = project(latitude, longitude, this.zoom);
      return [x - left - Math.round((x - left - width / 2) / side) * side, y - top];
    }

    drawTiles() {
      const address = this.options.tiles;
      const usable = address && this.tileFaults < 4 && this.zoom <= MOST_TILES;
      this.element.classList.toggle("tiled", Boolean(usable));
      this.credit.textContent = usable ? this.options.attribution || "" : address && this.tileFaults >= 4 ? "Map tiles can't be reached. Ground: gazetteer" : "Ground: gazetteer";
      if (!usable) {
        this.tileLayer.replaceChildren();
        this.tiles.clear();
        return;
      }
      const [width, height] = this.size();
      const [left, top] = this.corner();
      const count = 2 ** this.zoom;
      const wanted = new Map();
      for (let tx = Math.floor(left / TILE); tx * TILE < left + width; tx++) {
        for (let ty = Math.max(0, Math.floor(top / TILE)); ty < count && ty * TILE < top + height; ty++) {
          wanted.set(`${this.zoom}/${tx}/${ty}`, [tx, ty]);
        }
      }
      for (const [key, image] of this.tiles) {
        if (!wanted.has(key)) { image.remove(); this.tiles.delete(key); }
      }
      for (const [key, [tx, ty]] of wanted) {
        if (!this.tiles.has(key)) this.tiles.set(key, this.tile(address, tx, ty, count));
        const image = this.tiles.get(key);
        image.style.transform = `translate(${Math.round(tx * TILE - left)}px, ${Math.round(ty * TILE - top)}px)`;
      }
    }

    tile(address, tx, ty, count) {
      const image = made("img", { alt: "", width: TILE, height: TILE, draggable: "false" });
      // Tile servers want to know from which site they are asked; they learn nothing of the filters.
      image.referrerPolicy = "origin";
      image.decoding = "async";
      image.addEventListener("load", () => { this.tilesSeen += 1; image.classList.add("there"); });
      image.addEventListener("error", () => {
        image.remove();
        this.tileFaults += this.tilesSeen ? 0 : 1;
        if (this.tileFaults === 4) { this.drawTiles(); this.drawGround(); }
      });
      const wrapped = ((tx % count) + count) % count;
      image.src = address.replace("{s}", "abc"[(tx + ty) % 3] || "a").replace("{z}", this.zoom).replace("{x}", wrapped).replace("{y}", ty);
      this.tileLayer.append(image);
      return image;
    }

    async drawGround(signal) {
      if (this.element.classList.contains("tiled")) { this.ground.replaceChildren(); return; }
      const url = withQuery(this.options.ground || "/api/map/ground", { ...this.box(), zoom: this.zoom });
      const zoom = this.zoom;
      let places;
      try { places = await answerOf(url, signal); } catch (error) { return; }
      if (zoom !== this.zoom) return;
      const [width, height] = this.size();
      this.ground.setAttribute("viewBox", `0 0 ${width} ${height}`);
      const parts = this.net(width, height);
      for (const place of places) {
        const [x, y] = this.place(place.latitude, place.longitude);
        if (place.kind === "town") {
          parts.push(drawn("circle", { cx: x, cy: y, r: 2.2, class: "town" }));
          parts.push(drawn("text", { x: x + 5, y: y + 4, class: "town" }, place.name));
        } else {
          parts.push(drawn("text", { x, y: y + 4, class: place.kind }, place.name));
        }
      }
      this.ground.replaceChildren(...parts);
    }

    // Lines of latitude and longitude.
    net(width, height) {
      const { west, south, east, north } = this.box();
      const step = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].find((each) => (east - west) / each > 4) || 0.01;
      const parts = [];
      const [left, top] = this.corner();
      for (let at = Math.ceil(west / step); at * step <= east; at++) {
        const x = project(0, at * step, this.zoom)[0] - left;
        parts.push(drawn("line", { x1: x, y1: 0, x2: x, y2: height, class: "net" }));
      }
      for (let at = Math.ceil(south / step); at * step <= north; at++) {
        const y = project(at * step, 0, this.zoom)[1] - top;
        parts.push(drawn("line", { x1: 0, y1: y, x2: width, y2: y, class: "net" }));
      }
      return parts;
    }

    drawScale() {
      const km = 40075 * Math.cos(this.latitude * Math.PI / 180) / (TILE * 2 ** this.zoom);
      const round = [5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1].find((each) => each / km <= 110) || 0.1;
      this.scale.style.width = `${round / km}px`;
      this.scale.textContent = `${round.toLocaleString("en")} km`;
    }
  }

  window.sijillMaps = Object.freeze({ TILE, Ground, answerOf, drawn, made, project, unproject, withQuery });
})();
