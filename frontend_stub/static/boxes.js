// Boxes drawn on the pages of a file: each becomes a line of the form's text, in percent of its page.
const field = document.querySelector("textarea[name=boxes]");

function share(sheet, event) {
  const place = sheet.getBoundingClientRect();
  const within = (value) => Math.min(100, Math.max(0, value));
  return [
    within(((event.clientX - place.left) / place.width) * 100),
    within(((event.clientY - place.top) / place.height) * 100),
  ];
}

function put(box, [left, top, right, bottom]) {
  Object.assign(box.style, {
    left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%`,
  });
}

function edges([x, y], [u, v]) {
  return [Math.min(x, u), Math.min(y, v), Math.max(x, u), Math.max(y, v)];
}

// What the text says is what is drawn, whoever wrote it.
function draw() {
  for (const old of document.querySelectorAll("[data-sheet] > .box")) old.remove();
  for (const line of field.value.split("\n")) {
    const [page, ...found] = line.trim().split(/[\s;]+/).map((part) => Number(part.replace(",", ".")));
    const sheet = document.querySelector(`[data-sheet="${page}"]`);
    if (!sheet || found.length !== 4 || found.some(Number.isNaN)) continue;
    const box = document.createElement("div");
    box.className = "box";
    put(box, found);
    sheet.append(box);
  }
}

for (const sheet of field ? document.querySelectorAll("[data-sheet]") : []) {
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    const start = share(sheet, event);
    const box = document.createElement("div");
    box.className = "box";
    sheet.append(box);
    sheet.setPointerCapture(event.pointerId);
    const move = (next) => put(box, edges(start, share(sheet, next)));
    sheet.addEventListener("pointermove", move);
    sheet.addEventListener("pointerup", (end) => {
      sheet.removeEventListener("pointermove", move);
      const found = edges(start, share(sheet, end)).map((edge) => Math.round(edge * 10) / 10);
      if (found[2] > found[0] && found[3] > found[1]) {
        const before = field.value.trimEnd();
        field.value = `${before}${before ? "\n" : ""}${sheet.dataset.sheet} ${found.join(" ")}\n`;
      }
      draw();
    }, { once: true });
  });
}
field?.addEventListener("input", draw);
if (field) draw();
