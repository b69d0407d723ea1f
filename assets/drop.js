/* Lets a file be dropped anywhere on a form with data-ld-drop: it is chosen there and sent at once.

   Without this script the file field and the button do the same. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-ld-drop]");
  if (!form) return;
  var field = form.querySelector("input[type=file]");
  var depth = 0; // entering a child fires before leaving its parent

  function hover(change) {
    depth = Math.max(0, depth + change);
    form.classList.toggle("is-over", depth > 0);
  }

  function carriesFile(event) {
    return event.dataTransfer && Array.from(event.dataTransfer.types).indexOf("Files") >= 0;
  }

  form.addEventListener("dragenter", function (event) {
    if (carriesFile(event)) hover(1);
  });
  form.addEventListener("dragleave", function (event) {
    if (carriesFile(event)) hover(-1);
  });

  // A file that misses the form would otherwise replace the page.
  document.addEventListener("dragover", function (event) {
    if (carriesFile(event)) event.preventDefault();
  });
  document.addEventListener("drop", function (event) {
    if (!carriesFile(event)) return;
    event.preventDefault();
    depth = 0;
    form.classList.remove("is-over");
    if (event.dataTransfer.files.length === 0) return;
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
})();
