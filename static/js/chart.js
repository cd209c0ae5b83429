// Charts: the server says what to draw, plotly draws it; the sentence and the table beside it say the same.
/* global Plotly */
function draw() {
  for (const place of document.querySelectorAll("[data-chart]:not([data-ready])")) {
    const figure = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    place.dataset.ready = "yes";
    Plotly.newPlot(place, figure.data, figure.layout, { displayModeBar: false, responsive: true });
  }
}

draw();
document.addEventListener("htmx:afterSettle", draw);
