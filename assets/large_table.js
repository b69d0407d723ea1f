/* Draws a table of many cells from plain values: a Dash component a cell costs the browser a
   millisecond each. What the values are: leap_dash/pages/large_table.py. */
(function () {
  "use strict";

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* Like a dcc.Link: the frame stays, unless another window is asked for. */
  function follow(event) {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    window.dash_clientside.set_props("location", { href: this.getAttribute("href") });
  }

  /* A box to select a row by, or all of them: see acting.js. */
  function box(value, name) {
    var made = element(name, value.kind);
    var check = element("div", "form-check");
    var input = element("input", "form-check-input");
    input.type = "checkbox";
    input.id = "pick-" + value.pick;
    input.dataset.ldPick = value.pick;
    input.checked = Boolean(value.picked);
    var label = element("label", "form-check-label");
    label.htmlFor = input.id;
    label.append(element("span", "visually-hidden", value.text));
    check.append(input, label);
    made.append(check);
    return made;
  }

  function cell(value, isHead) {
    if (value.pick) return box(value, "td");
    if (value.pick === "") return element("td", value.kind);
    var made = element(isHead ? "th" : "td", value.kind);
    if (isHead) made.scope = "row";
    if (value.href) {
      var link = element("a", "", value.text);
      link.href = value.href;
      if (value.file) link.download = "";
      else link.addEventListener("click", follow);
      made.append(link);
    } else {
      made.append(value.text);
    }
    if (value.note) made.append(element("span", "ld-note", value.note));
    return made;
  }

  function heading(column) {
    if (column.pick) {
      var picking = box(column, "th");
      picking.scope = "col";
      return picking;
    }
    var made = element("th", column.kind, column.text);
    made.scope = "col";
    if (column.name) made.dataset.ldColumn = column.name;
    if (column.note) made.append(element("span", "ld-note", column.note));
    return made;
  }

  function table(data) {
    var made = element("table", "ld-table " + data.kind);
    made.append(element("caption", "visually-hidden", data.caption));
    var head = element("tr");
    data.columns.forEach(function (column) {
      head.append(heading(column));
    });
    made.createTHead().append(head);
    var body = made.createTBody();
    data.rows.forEach(function (row) {
      var line = body.insertRow();
      row.forEach(function (value, i) {
        line.append(cell(value, i === (row[0].pick === undefined ? 0 : 1)));
      });
    });
    return made;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.leap = Object.assign(window.dash_clientside.leap || {}, {
    /* (values, id of the region) -> whether the region is hidden */
    large_table: function (data, id) {
      var region = document.getElementById(id);
      if (!region) return window.dash_clientside.no_update;
      region.replaceChildren();
      if (!data) {
        document.dispatchEvent(new CustomEvent("ld-drawn"));
        return true;
      }
      region.setAttribute("aria-label", data.caption);
      region.append(table(data));
      document.dispatchEvent(new CustomEvent("ld-drawn"));
      return false;
    },
  });
})();
