// The steps of finding common customers on their page: the list, the keys and the secret number stay in this browser.
import { worker } from "./portal.js";

const box = document.querySelector("[data-overlap]");
const name = `overlap ${box.dataset.overlap}`;
const files = `${location.pathname}/files/`;
const ENDED = ["CANCELLED", "EXPIRED"];

const says = (code) => box.querySelector(`[data-words] [data-code="${code}"]`)?.textContent ?? code;

let here = {};
function stored() {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? here;
  } catch {
    return here;
  }
}

// What the next step needs; where the browser cannot keep it, it has to be downloaded.
function keep(panel, kept) {
  here = kept;
  offer(panel, kept.state);
  try {
    localStorage.setItem(name, JSON.stringify(kept));
    return true;
  } catch {
    tell(panel, "NOT_STORED");
    return false;
  }
}

function offer(panel, state) {
  const link = panel.querySelector("[data-state]");
  if (!link || !state) return;
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([state], { type: "application/json" }));
  link.hidden = false;
}

function tell(panel, code = "", more = "") {
  panel.querySelector("[data-told]").textContent = [code && says(code), more].filter(Boolean).join(" ");
}

function faults(panel, found) {
  const list = panel.querySelector("[data-faults]");
  list.replaceChildren(...found.slice(0, 20).map(({ line, code }) => {
    const item = document.createElement("li");
    item.textContent = `${says("LINE")} ${line}: ${says(code)}`;
    return item;
  }));
  list.hidden = !found.length;
}

// One piece of work apart from the page. Rejects with the code of what is wrong.
function work(panel, task, given, most = 0) {
  const bar = panel.querySelector("[data-progress]");
  return new Promise((resolve, reject) => {
    const apart = worker(new URL("./overlap-worker.js", import.meta.url).href);
    const end = (then, value) => {
      bar.hidden = true;
      apart.terminate();
      then(value);
    };
    apart.onerror = () => end(reject, "NO_SCRIPT");
    apart.onmessage = ({ data }) => {
      if (data.ready) return apart.postMessage({ id: 1, work: task, given });
      if (data.done === undefined) return data.code ? end(reject, data.code) : end(resolve, data.made);
      if (most) Object.assign(bar, { hidden: false, max: most, value: data.done });
    };
  });
}

async function told(file) {
  const answer = await fetch(files + file);
  if (!answer.ok || answer.redirected) throw "NOT_READABLE";
  return answer.text();
}

function send(form, line) {
  const moved = new DataTransfer();
  moved.items.add(new File([line], "points.txt", { type: "text/plain" }));
  form.querySelector("input[name=points]").files = moved.files;
  form.requestSubmit();
}

async function state(panel) {
  const chosen = panel.querySelector("[data-kept]")?.files[0];
  const kept = chosen ? await chosen.text() : stored().state;
  if (!kept) {
    const other = panel.querySelector("[data-other]");
    if (other) other.hidden = false, other.open = true;
    throw "NO_STATE";
  }
  if (JSON.parse(kept).terms !== box.dataset.terms) throw "OTHER_TERMS";
  return kept;
}

const STEPS = {
  async send(panel, form) {
    const before = stored();
    if (before.points) return send(form, before.points);
    const file = panel.querySelector("[data-file]").files[0];
    const list = file ? await file.text() : panel.querySelector("[data-list]").value;
    const terms = await told("terms.json");
    const made = await work(panel, "blind", { terms, list }, list.split("\n").length);
    faults(panel, made.faults);
    if (made.faults.length && !panel.querySelector("[data-skip]").checked) throw "FAULTS";
    if (keep(panel, { state: made.state, points: made.line })) send(form, made.line);
  },
  async answer(panel, form) {
    const before = stored();
    if (before.answer) return send(form, before.answer);
    const own = await state(panel), line = await told("theirs.points");
    const made = await work(panel, "answer", { state: own, line }, line.length * 3 / 128);
    if (keep(panel, { state: made.state, answer: made.line })) send(form, made.line);
  },
  async reveal(panel) {
    const own = await state(panel), positions = JSON.parse(await told("positions.json"));
    const rows = await work(panel, "reveal", { state: own, positions });
    panel.querySelector("[data-rows]").replaceChildren(...rows.map((row) => {
      const item = document.createElement("li");
      item.textContent = row;
      return item;
    }));
  },
};

// The positions of one's own customers that are kept back.
async function keptBack(panel, form) {
  const wanted = panel.querySelector("[data-back]").value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (!wanted.length) return;
  const { lines, order } = JSON.parse(await state(panel));
  const places = wanted.map((line) => order.indexOf(lines.findIndex((said) => said.includes(line))));
  const unknown = wanted.filter((_, place) => places[place] < 0);
  if (unknown.length) {
    tell(panel, "UNKNOWN_ROWS", unknown.slice(0, 5).join(", "));
    throw "";
  }
  form.querySelector("input[name=keptBack]").value = places.join(" ");
}

// What the script shows is a copy of its own, which stays while the page takes over what others do.
function begin(given) {
  const panel = document.createElement("div");
  Object.assign(panel.dataset, { note: "", here: given.dataset.here });
  panel.className = "form";
  panel.append(given.content.cloneNode(true));
  given.after(panel);
  const form = panel.parentElement.querySelector("form");
  const button = panel.querySelector("[data-go]");
  const line = panel.parentElement.querySelector("[data-line]");
  if (line && !line.querySelector(".error")) line.open = false;
  const kept = panel.querySelector("[data-other]");
  if (kept) kept.hidden = false;
  offer(panel, stored().state);
  button?.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    tell(panel, "WORKING");
    faults(panel, []);
    try {
      await STEPS[panel.dataset.here](panel, form);
      if (panel.dataset.here === "reveal") tell(panel);
    } catch (fault) {
      tell(panel, typeof fault === "string" ? fault : "NOT_READABLE");
      if (fault === "NO_SCRIPT" && line) line.open = true;
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
  panel.querySelector("[data-forget]")?.addEventListener("click", () => localStorage.removeItem(name));
  if (panel.dataset.here !== "disclose") return;
  form.addEventListener("submit", async (event) => {
    if ("ready" in form.dataset || !panel.querySelector("[data-back]").value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    try {
      await keptBack(panel, form);
      form.dataset.ready = "";
      setTimeout(() => form.requestSubmit()); // not while it is still being asked whether it may be sent
    } catch (fault) {
      if (fault) tell(panel, typeof fault === "string" ? fault : "NOT_READABLE");
    }
  });
}

function start() {
  for (const given of box.querySelectorAll("template[data-here]")) {
    if (!given.parentElement.querySelector(":scope > div[data-here]")) begin(given);
  }
}

if (box) {
  if (ENDED.includes(box.dataset.status)) localStorage.removeItem(name);
  start();
  new MutationObserver(start).observe(box, { childList: true, subtree: true });
}
