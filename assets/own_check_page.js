/* Shows what the visitor's own browser says of a badge: on the badge's page, and beside the
   server's answer on the page where badges are checked. */
(function () {
  "use strict";

  const KEPT = "ld-own-check"; // across the load of the page with the server's answer
  const place = document.querySelector("[data-ld-own-check]");
  if (!place) return;
  const base = place.dataset.ldOwnCheck;
  const list = place.querySelector("[data-ld-own-list]");
  const form = document.querySelector("form[data-ld-drop]");

  function show(checks) {
    window.leap.showChecks(list, checks);
    place.hidden = false;
  }

  if (place.dataset.ldToken) {
    fetch(place.dataset.ldToken)
      .then((answer) => (answer.ok ? answer.text() : null))
      .then((token) => token && window.leap.ownCheck(token, base).then(show));
  }
  if (!form) return;

  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (kept && document.getElementById("result")) show(JSON.parse(kept));

  async function checkGiven() {
    const file = form.querySelector("input[type=file]").files[0];
    try {
      const given = file
        ? window.leap.unbake(await file.arrayBuffer())
        : form.querySelector("textarea").value.trim();
      if (!given || /^https?:\/\//.test(given)) return [];
      return await window.leap.ownCheck(given, base);
    } catch (error) {
      return [{ name: "format", result: "fail", detail: error.message }];
    }
  }

  const alone = form.querySelector("[data-ld-own-button]");
  alone.hidden = false;
  alone.addEventListener("click", async function () {
    const checks = await checkGiven();
    show(
      checks.length
        ? checks
        : [{ name: "format", result: "unknown", detail: "Choose a file or paste a badge first." }]
    );
    place.scrollIntoView({ block: "nearest" });
  });

  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    const checks = await checkGiven();
    if (checks.length) sessionStorage.setItem(KEPT, JSON.stringify(checks));
    form.submit();
  });
})();
