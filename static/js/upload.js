// A document is sent as soon as it is chosen, with its progress; a connection that breaks is told and tried again by
// the button. Without this script the button sends the form.
for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const state = form.querySelector("[data-upload-state]");
  const button = form.querySelector("button");

  const say = (text, tone = "") => {
    state.textContent = text;
    state.className = `apply-saved${tone ? ` is-${tone}` : ""}`;
  };

  const send = () => {
    if (!input.files.length || button.disabled) return;
    if (input.files[0].size > Number(form.dataset.limit)) {
      say(form.dataset.tooBig, "refused");
      return;
    }
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-Draft", "1");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      say(`${form.dataset.sending} ${Math.round((event.loaded / event.total) * 100)} %`);
    });
    const broken = () => {
      button.disabled = false;
      say(form.dataset.broken, "offline");
    };
    request.addEventListener("error", broken);
    request.addEventListener("abort", broken);
    request.addEventListener("load", () => {
      button.disabled = false;
      if (request.status === 200 && request.response) {
        location.hash = form.elements.kind.value;
        location.reload();
      } else if (request.response?.problem) say(request.response.problem, "refused");
      else broken();
    });
    button.disabled = true;
    say(form.dataset.sending);
    request.send(new FormData(form));
  };

  input.addEventListener("change", send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}
