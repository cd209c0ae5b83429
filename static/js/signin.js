// Signing in works without this: it adds the device's clock, and the position where the person asks for it.
const form = document.querySelector("#signin-form");
if (form) {
  form.addEventListener("submit", () => {
    form.elements.device_at.value = new Date().toISOString();
  });
  const locate = form.querySelector("[data-locate]");
  const state = form.querySelector("[data-state]");
  if (navigator.geolocation) locate.hidden = false;
  locate.addEventListener("click", () => {
    state.textContent = form.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(5);
        form.elements.longitude.value = coords.longitude.toFixed(5);
        state.textContent = `${form.elements.latitude.value}, ${form.elements.longitude.value}`;
      },
      () => {
        state.textContent = form.dataset.failed;
      },
      { timeout: 15000 },
    );
  });
}
