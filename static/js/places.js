// Things of one tambon on the map: its outline from our own tiles, and a mark for each. The lists say the same.
import * as maplibregl from "maplibre-gl";

const archive = (address) => `pmtiles://${new URL(address, location.href).href}`;

function style(data) {
  const layer = (id, type, rest) => ({ id, type, source: "areas", "source-layer": data.layer, ...rest });
  const features = data.points.map((point, id) => ({
    type: "Feature",
    id,
    geometry: { type: "Point", coordinates: point.at },
    properties: { name: point.name, kind: point.kind, url: point.url },
  }));
  return {
    version: 8,
    sources: {
      areas: { type: "vector", url: archive(data.tiles), promoteId: "code" },
      points: { type: "geojson", data: { type: "FeatureCollection", features } },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#ffffff" } },
      layer("around", "fill", { paint: { "fill-color": "#eef1f4" } }),
      layer("inside", "fill", { filter: ["==", ["get", "code"], data.own], paint: { "fill-color": "#eff9f6" } }),
      layer("line", "line", { paint: { "line-color": "#5a6b7b", "line-opacity": 0.45, "line-width": 0.5 } }),
      layer("own", "line", { filter: ["==", ["get", "code"], data.own], paint: { "line-color": "#12355b", "line-width": 2 } }),
      {
        id: "points",
        type: "circle",
        source: "points",
        paint: { "circle-radius": 7, "circle-color": "#d0481b", "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 },
      },
    ],
  };
}

function tip(properties) {
  const box = document.createElement("div");
  box.className = "map-tip";
  const name = document.createElement("strong");
  name.textContent = properties.name;
  box.append(name, properties.kind);
  return box;
}

function make(place, data) {
  const map = new maplibregl.Map({
    container: place,
    style: style(data),
    bounds: data.bounds,
    // A mark on the edge would be cut in half.
    fitBoundsOptions: { padding: 32 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    maxZoom: 16,
    locale: {
      "Map.Title": place.dataset.title,
      "NavigationControl.ZoomIn": place.dataset.zoomIn,
      "NavigationControl.ZoomOut": place.dataset.zoomOut,
      "CooperativeGesturesHandler.MobileHelpText": place.dataset.fingers,
    },
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.touchZoomRotate.disableRotation();
  const popup = new maplibregl.Popup({ closeButton: false, closeOnClick: false, maxWidth: "18rem" });
  map.on("mousemove", "points", (event) => {
    const [found] = event.features;
    popup.setLngLat(found.geometry.coordinates).setDOMContent(tip(found.properties)).addTo(map);
    map.getCanvas().style.cursor = "pointer";
  });
  map.on("mouseleave", "points", () => {
    popup.remove();
    map.getCanvas().style.cursor = "";
  });
  map.on("click", "points", (event) => location.assign(event.features[0].properties.url));
  map.on("idle", () => {
    place.dataset.ready = "yes";
  });
}

// A module runs after the deferred scripts before it, so `pmtiles` is there.
maplibregl.addProtocol("pmtiles", new pmtiles.Protocol().tile);
const place = document.querySelector("#places-map");
try {
  make(place, JSON.parse(document.querySelector("#places-data").textContent));
} catch {
  place.classList.add("map-failed");
  place.textContent = place.dataset.failed;
}
