// What changes elsewhere changes here: the page asks for itself again and takes over what differs.
import { made, parsed } from "./portal.js";

const line = document.querySelector("[data-news]");
const over = document.querySelector("[data-over]");
const page = document.querySelector(".page");
const PAUSE = 300;
const LATER = 4000; // the bell counts what has happened a while ago
const MOST = 60000;
const parts = (of) => [...of.querySelectorAll("[data-on]")];

// One stream for all pages: the one with the lock listens and tells the others.
const channel = navigator.locks && new BroadcastChannel("live");
let last = sessionStorage.live ?? "";
let source;
let leave;
let times = 0;
let isOver = false;

function begin() {
  if (channel) navigator.locks.request("live", () => isOver || new Promise((resolve) => listen((leave = resolve))));
  else if (!document.hidden) listen();
}

function listen() {
  source = new EventSource(`/events?after=${encodeURIComponent(last)}`);
  source.addEventListener("on", ({ data }) => tell({ on: true, gap: times++ || data === "gap" }));
  source.addEventListener("message", ({ data, lastEventId }) => tell({ ids: data.split(" "), place: lastEventId }));
  source.addEventListener("over", () => tell({ out: true }));
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CLOSED) setTimeout(listen, 3000 + Math.random() * 4000);
  });
}

function end() {
  source?.close();
  leave?.();
  source = leave = undefined;
}

function tell(news) {
  heard(news);
  channel?.postMessage(news);
}

function heard({ on, gap, out, ids = [], place }) {
  if (place) sessionStorage.live = last = place;
  if (out) return signedOut();
  if (on && isOver) return signedIn();
  if (gap) return want(Math.random() * 2000);
  const topics = parts(document).flatMap((part) => part.dataset.on.split(" "));
  if (ids.some((id) => topics.includes(id))) idle = PAUSE;
  else if (!topics.includes("any") && !ids.some((id) => topics.includes(id.slice(0, 4)))) idle = Math.max(idle, LATER);
  if (ids.length) want(idle);
}

// One fetch at a time; one that brought nothing makes the next one wait longer.
let idle = PAUSE;
let due = Infinity;
let timer;
let isAsking = false;
let isStale = false;

function want(pause) {
  const at = Date.now() + pause;
  isStale = true;
  if (document.hidden || isOver || at >= due) return;
  clearTimeout(timer);
  due = at;
  timer = setTimeout(ask, pause);
}

async function ask() {
  due = Infinity;
  if (isAsking || document.querySelector("dialog[open], form[aria-busy]")) return want(PAUSE);
  const address = location.href;
  isAsking = true;
  isStale = false;
  try {
    const answer = await fetch(address, { headers: { accept: "text/html", "x-unattended": "1" } });
    const fresh = parsed(await answer.text());
    if (answer.url.includes("/login?")) signedOut();
    else if (answer.status === 429 || answer.status > 499) want(MOST / 2);
    else if (address !== location.href) want(PAUSE);
    else if (!answer.ok || answer.redirected || !takeOver(fresh)) note(page.querySelector("form:has([data-returned], [data-error-summary])") ?? page.firstElementChild);
  } catch {
    want((idle = Math.min(idle * 2, MOST)));
  }
  isAsking = false;
}

// What is the same stays the very element, with focus and place.
let changes = 0;
let notes = 0;

function takeOver(fresh) {
  const who = (of) => of.querySelector(".me-who")?.textContent;
  const news = parts(fresh);
  if ("answer" in page.dataset || who(fresh) !== who(document)) return false;
  const focus = document.activeElement;
  const regions = document.querySelectorAll("[data-on] [aria-live]");
  changes = notes = 0;
  for (const each of regions) each.ariaLive = "off";
  parts(document).forEach((part, at) => take(part, news[at]));
  if (focus !== document.activeElement) {
    (document.getElementById(focus.id) ?? document.getElementById("main")).focus({ preventScroll: true });
  }
  setTimeout(() => regions.forEach((each) => (each.ariaLive = "polite")), 1000);
  idle = changes ? PAUSE : Math.min(idle * 2, MOST);
  if (changes && !notes) say(line.dataset.msgLive);
  return true;
}

function take(old, fresh) {
  if (!old.matches) {
    if (old.data !== fresh.data && !old.parentElement.closest("time")) changes += 1;
    old.data = fresh.data;
  } else if (old.matches("form") && isKept(old)) {
    if (old.method === "post" && gist(old) !== gist(fresh)) note(old);
  } else if (old.isEqualNode(fresh)) {
    return;
  } else if (old.matches("input, select, textarea")) {
    if (old === document.activeElement || isTyped(old)) return;
    old.replaceWith(fresh);
    changes += fresh.type === "hidden" ? 0 : 1;
  } else {
    for (const { name } of [...old.attributes, ...fresh.attributes]) {
      const value = fresh.getAttribute(name);
      if (OWN.test(name)) continue;
      if (value === null) old.removeAttribute(name);
      else old.setAttribute(name, value);
    }
    children(old, fresh);
  }
}

const OWN = /^(open|aria-(busy|live)|data-confirmed)$/; // the reader's, or the script's
const OURS = "[data-note], .done";

function children(old, fresh) {
  const [olds, news] = [[...old.childNodes], [...fresh.childNodes]];
  const same = alike(olds.map(called), news.map(called));
  let at = 0;
  news.forEach((child, place) => {
    while (at < same[place]) drop(olds[at++]);
    if (place in same) return take(olds[at++], child);
    if (child.matches) changes += 1;
    old.insertBefore(child, olds[at] ?? null);
  });
  while (at < olds.length) drop(olds[at++]);
}

function drop(node) {
  if (node.matches?.(OURS)) return;
  const forms = node.matches ? [node, ...node.querySelectorAll("form")] : [];
  const kept = forms.find((each) => each.method === "post" && isKept(each));
  if (kept) return note(kept);
  changes += forms.length ? 1 : 0;
  node.remove();
}

// What makes it the same one.
function called(node) {
  const kind = node.nodeName;
  if (!node.matches) return kind;
  if (node.matches(OURS)) return undefined;
  let own = node.id || node.getAttribute("aria-labelledby");
  if (!own && /^(FORM|DETAILS)$/.test(kind)) own = node.querySelector("[name=operation]")?.value;
  if (!own && /^(LI|TR)$/.test(kind)) own = node.querySelector("a")?.pathname ?? node.querySelector("time")?.dateTime ?? node.textContent;
  return kind + own;
}

// For each new child the old one that it is, as many as go in order.
function alike(olds, news) {
  const best = [...olds, 0].map(() => Array(news.length + 1).fill(0));
  for (let i = olds.length; i--; ) {
    for (let j = news.length; j--; ) {
      best[i][j] = olds[i] === news[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
  }
  const found = [];
  for (let i = 0, j = 0; i < olds.length && j < news.length; ) {
    if (olds[i] === news[j]) found[j++] = i++;
    else if (best[i + 1][j] < best[i][j + 1]) j++;
    else i++;
  }
  return found;
}

function isTyped(field) {
  if (/hidden|submit|button/.test(field.type)) return false;
  if (/radio|checkbox/.test(field.type)) return field.checked !== field.defaultChecked && (field.checked || field.type !== "radio");
  if (!field.options) return field.value !== field.defaultValue;
  const all = [...field.options];
  let given = all.filter((each) => each.defaultSelected);
  if (!field.multiple) given = [given.at(-1) ?? all[0]];
  return all.some((each) => each.selected !== given.includes(each));
}

function isKept(form) {
  return [...form.elements].some((each) => isTyped(each) || (each === document.activeElement && each.type !== "submit"));
}

// A form as it was given out, but for its key.
function gist(form) {
  return form.textContent + [...form.elements].map((each) => each.name !== "idempotencyKey" && each.getAttribute("value"));
}

function note(before) {
  notes += 1;
  if ([before, before.previousElementSibling].some((each) => each?.matches("[data-note]"))) return;
  changes += 1;
  before.before(made("p", line.dataset.msgChanged, { class: "notice warn", "data-note": "" }));
  say(line.dataset.msgChanged);
}

function say(text) {
  line.textContent = "";
  setTimeout(() => (line.textContent = text), 100);
}

// The way in opens beside what was typed.
function signedOut() {
  end();
  isOver = true;
  if (!over.hidden) return;
  over.hidden = false;
  over.querySelector("a").target = [...document.forms].some((form) => form.method === "post" && isKept(form)) ? "_blank" : "";
  say(over.textContent);
}

function signedIn() {
  isOver = false;
  over.hidden = true;
  begin();
  want(0);
}

if (line) {
  channel?.addEventListener("message", (event) => heard(event.data));
  document.addEventListener("visibilitychange", () => {
    if (!channel && document.hidden) return end();
    if (!channel) begin((isStale = true));
    if (isStale) want(0);
  });
  window.addEventListener("pagehide", end);
  begin();
}
