/* Files of a list as its table stands: without the columns that are hidden, or of those selected alone.
   The plain links of leap_dash/pages/download_links.py say where a file is and which filters hold. */
(function () {
  "use strict";

  function hiddenColumns(link) {
    var region = "#" + CSS.escape(link.dataset.ldFileOf);
    return Array.from(document.querySelectorAll(region + " > table > thead th[hidden]")).map(function (heading) {
      return heading.dataset.ldColumn;
    });
  }

  function csrfToken() {
    var found = document.cookie.match(/(?:^|; )csrf_token=([^;]*)/);
    return found ? decodeURIComponent(found[1]) : "";
  }

  function nameOf(response) {
    var said = response.headers.get("Content-Disposition") || "";
    var found = said.match(/filename\*=UTF-8''([^;]+)/);
    return found ? decodeURIComponent(found[1]) : "list";
  }

  function save(name, data) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(data);
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /* A refusal comes with words for people: leap_dash/public/answers.py. */
  function refused(response) {
    return response.json().then(function (problem) {
      window.dash_clientside.leap.complain("No file was made", problem.detail);
    });
  }

  function take(address, wanted) {
    var asked = { method: "POST", body: wanted, headers: { Accept: "application/json", "X-CSRF-Token": csrfToken() } };
    return window.fetch(address, asked).then(function (response) {
      if (!response.ok) return refused(response);
      return response.blob().then(function (data) {
        save(nameOf(response), data);
      });
    });
  }

  function wanted(link, ids) {
    var body = new URLSearchParams();
    hiddenColumns(link).forEach(function (name) {
      body.append("hide", name);
    });
    ids.forEach(function (id) {
      body.append("learner", id);
    });
    return body;
  }

  document.addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) return;
    var button = event.target.closest("[data-ld-file-selected]");
    var link = event.target.closest("a[data-ld-file]");
    if (button) link = document.querySelector('a[data-ld-file="' + button.dataset.ldFileSelected + '"]');
    if (!link) return;
    var body = wanted(link, button ? window.dash_clientside.leap.selected().ids : []);
    if (!body.toString()) {
      if (button) link.click();
      return;
    }
    event.preventDefault();
    take(link.href, body).catch(function () {
      // The server cannot be reached: requests.js has said so.
    });
  });
})();
