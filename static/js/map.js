// The map of a dashboard: vector tiles of this very server, coloured by the figures of the page. No style, font or
// picture is fetched from anywhere. The ranking beside it says the same, for keyboards and screen readers.
import * as maplibregl from "maplibre-gl";

const NOTHING = "#eef1f4";
let current = null;
let shown = null;

function hatch() {
  const side = 8;
  const pixels = new Uint8Array(side * side * 4).fill(255);
  for (let x = 0; x < side; x += 1) {
    for (let y = 0; y < side; y += 1) {
      if ((x + y) % side < 2) pixels.set([154, 167, 180, 255], (y * side + x) * 4);
    }
  }
  return { width: side, height: side, data: pixels };
}

// Of a university's figure: all the tambons it holds stand in its colour.
const codesOf = (data) => Object.keys(data.of).length ? Object.keys(data.of) : Object.keys(data.areas);
const areaOf = (code) => shown.areas[shown.of[code] ?? code];
const archive = (address) => `pmtiles://${new URL(address, location.href).href}`;
const layerOf = (data) => (id, type, rest) => ({ id, type, source: "areas", "source-layer": data.layer, ...rest });

function style(data, codes) {
  const known = ["in", ["get", "code"], ["literal", codes]];
  const layer = layerOf(data);
  return {
    version: 8,
    sources: {
      areas: { type: "vector", url: archive(data.tiles), promoteId: "code" },
      ...(data.frame && { frame: { type: "vector", url: archive(data.frame) } }),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#ffffff" } },
      layer("around", "fill", { paint: { "fill-color": NOTHING } }),
      layer("fill", "fill", {
        filter: known,
        paint: { "fill-color": ["to-color", ["coalesce", ["feature-state", "colour"], NOTHING]] },
      }),
      layer("line", "line", { paint: { "line-color": "#5a6b7b", "line-opacity": 0.45, "line-width": 0.5 } }),
      ...(data.frame
        ? [
            {
              id: "frame",
              type: "line",
              source: "frame",
              "source-layer": data.frame_layer,
              paint: { "line-color": "#1d2733", "line-opacity": 0.55, "line-width": 0.7 },
            },
          ]
        : []),
      layer("own", "line", {
        filter: ["==", ["get", "code"], data.own],
        paint: { "line-color": "#12355b", "line-width": 3 },
      }),
      layer("hover", "line", {
        paint: {
          "line-color": "#12355b",
          "line-width": ["case", ["boolean", ["feature-state", "hover"], false], 2.5, 0],
        },
      }),
    ],
  };
}

function tip(area) {
  const box = document.createElement("div");
  box.className = "map-tip";
  const name = document.createElement("strong");
  name.textContent = area.name;
  box.append(name, [area.text, area.behind].filter(Boolean).join(" · "));
  return box;
}

function listen(map) {
  const popup = new maplibregl.Popup({ closeButton: false, closeOnClick: false, maxWidth: "18rem" });
  let hovered = null;
  const leave = () => {
    if (hovered) map.setFeatureState({ source: "areas", sourceLayer: shown.layer, id: hovered }, { hover: false });
    hovered = null;
    popup.remove();
    map.getCanvas().style.cursor = "";
  };
  map.on("mousemove", "fill", (event) => {
    const code = event.features[0].properties.code;
    const area = areaOf(code);
    if (code !== hovered) {
      leave();
      hovered = code;
      map.setFeatureState({ source: "areas", sourceLayer: shown.layer, id: code }, { hover: true });
    }
    if (area) popup.setLngLat(event.lngLat).setDOMContent(tip(area)).addTo(map);
    map.getCanvas().style.cursor = area?.url ? "pointer" : "";
  });
  map.on("mouseleave", "fill", leave);
  map.on("click", "fill", (event) => {
    const area = areaOf(event.features[0].properties.code);
    if (area?.url) location.assign(area.url);
  });
}

function words(place) {
  return {
    "Map.Title": place.dataset.title,
    "NavigationControl.ZoomIn": place.dataset.zoomIn,
    "NavigationControl.ZoomOut": place.dataset.zoomOut,
    "CooperativeGesturesHandler.MobileHelpText": place.dataset.fingers,
  };
}

function paint(map) {
  const empty = codesOf(shown).filter((code) => !areaOf(code).colour);
  // Of some maps what is not told of is what has no data.
  const among = (codes) => ["in", ["get", "code"], ["literal", codes]];
  map.setFilter("hatch", shown.is_rest_empty ? ["!", among(codesOf(shown).filter((code) => areaOf(code).colour))] : among(empty));
  for (const code of codesOf(shown)) {
    map.setFeatureState({ source: "areas", sourceLayer: shown.layer, id: code }, { colour: areaOf(code).colour });
  }
}

function make(place) {
  const map = new maplibregl.Map({
    container: place,
    style: style(shown, codesOf(shown)),
    bounds: shown.bounds,
    fitBoundsOptions: { padding: 12 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    maxZoom: 14,
    locale: words(place),
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.touchZoomRotate.disableRotation();
  map.on("load", () => {
    map.addImage("hatch", hatch());
    map.addLayer(layerOf(shown)("hatch", "fill", { paint: { "fill-pattern": "hatch" } }), "line");
    paint(map);
    listen(map);
  });
  map.on("idle", () => {
    place.dataset.ready = "yes";
  });
  return map;
}

// Other figures of the same areas only change colours: the map stays, zoomed as it was.
const isSame = (next) => shown?.tiles === next.tiles && codesOf(shown).join() === codesOf(next).join();

function draw() {
  const place = document.querySelector("#map");
  const source = document.querySelector("#map-data");
  const next = place && source ? JSON.parse(source.textContent) : null;
  if (current && next && current.getContainer() === place && current.getLayer("hatch") && isSame(next)) {
    delete place.dataset.ready;
    shown = next;
    paint(current);
    current.resize();
    return;
  }
  current?.remove();
  current = null;
  shown = next;
  if (!next) return;
  delete place.dataset.ready;
  try {
    current = make(place);
  } catch {
    place.classList.add("map-failed");
    place.textContent = place.dataset.failed;
  }
}

// A module runs after the deferred scripts before it, so `pmtiles` is there.
maplibregl.addProtocol("pmtiles", new pmtiles.Protocol().tile);
draw();
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "board") draw();
});
