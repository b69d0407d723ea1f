/* Which columns of a large table are shown: chosen above it, kept in this browser by their headings.
   The columns that name the row always are. See leap_dash/pages/large_table.py. */
(function () {
  "use strict";

  function hiddenOf(id) {
    try {
      return JSON.parse(window.localStorage.getItem("ld-columns-" + id)) || [];
    } catch (refused) {
      return []; // forbidden or spoiled storage: all are shown
    }
  }

  function keep(id, hidden) {
    try {
      window.localStorage.setItem("ld-columns-" + id, JSON.stringify(hidden));
    } catch (refused) {
      // Nothing is lost but the memory of it.
    }
  }

  function show(table, place, isShown) {
    Array.from(table.rows).forEach(function (row) {
      row.cells[place].hidden = !isShown;
    });
  }

  function choice(table, id, place, name, number) {
    var label = document.createElement("label");
    var box = document.createElement("input");
    label.className = "form-check form-check-inline";
    box.type = "checkbox";
    box.className = "form-check-input";
    box.checked = hiddenOf(id).indexOf(name) < 0;
    show(table, place, box.checked);
    box.addEventListener("change", function () {
      var others = hiddenOf(id).filter(function (each) {
        return each !== name;
      });
      keep(id, box.checked ? others : others.concat(name));
      show(table, place, box.checked);
    });
    label.append(box, number);
    return label;
  }

  function offer(group) {
    var id = group.dataset.ldColumnsOf;
    var table = document.querySelector("#" + CSS.escape(id) + " > table");
    group.parentElement.hidden = !table;
    if (!table) return;
    var naming = table.tBodies[0].querySelector("th");
    var first = naming ? naming.cellIndex + 1 : 1;
    var choices = Array.from(table.tHead.rows[0].cells)
      .slice(first)
      .map(function (heading) {
        var words = heading.firstChild ? heading.firstChild.textContent : "";
        return choice(table, id, heading.cellIndex, heading.textContent, words);
      });
    group.replaceChildren.apply(group, choices);
  }

  document.addEventListener("ld-drawn", function () {
    document.querySelectorAll("[data-ld-columns-of]").forEach(offer);
  });
})();
