// What leaves the page: files, text on the clipboard, words for screen readers.

function save(name, type, part) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([part], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** A name of letters that every file system takes. */
const fileName = (name) => name.replace(/[\\/:*?"<>|\s]+/g, "_");

function saveTable(name, columns, rows) {
  const cells = (row) => columns.map((column) => column.text(row).replaceAll("\u2212", "-"));
  const lines = [columns.map((column) => column.key), ...rows.map(cells)];
  save(name, "text/tab-separated-values", `${lines.map((line) => line.join("\t")).join("\n")}\n`);
}

function announce(text) {
  element("live").textContent = text;
}

/** An element with attributes and children; texts are texts. */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** A field with its label above. */
function field(label, input, wide = false) {
  return make("label", wide ? { class: "wide" } : {}, label, input);
}

function choice(options, onchange) {
  const select = make("select", { onchange: () => onchange(Number(select.value)) });
  options.forEach((option, at) => select.append(make("option", { value: at }, option)));
  return select;
}
