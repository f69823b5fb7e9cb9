// What the pages do more comfortably with a script; everything works without it.
const page = document.documentElement;
page.dataset.js = "";
const words = document.body.dataset;
const policy = window.trustedTypes?.createPolicy("portal", { createHTML: (html) => html, createScriptURL: own });

// Only ever given the text of this site's own pages; scripts in it do not run.
function parsed(html) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
}

function own(address) {
  const { origin, pathname, href } = new URL(address, location.href);
  if (origin !== location.origin || !pathname.startsWith("/static/")) throw new TypeError("not a script of this site");
  return href;
}

/** Work apart from the page, by a script of this site. */
export function worker(address) {
  return new Worker(policy ? policy.createScriptURL(address) : own(address), { type: "module" });
}

function made(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// Lists: filters apply while one types; the address stays the truth.
let asked = 0;
async function refilter(form) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const address = form.getAttribute("action") + (query.size ? `?${query}` : "");
  const turn = ++asked;
  const old = document.querySelector("[data-results]");
  const slow = setTimeout(() => old.setAttribute("aria-busy", "true"), 300);
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    const html = await answer.text();
    if (turn !== asked) return;
    const fresh = answer.ok && !answer.redirected && parsed(html).querySelector("[data-results]");
    if (!fresh) return location.assign(address);
    old.replaceWith(fresh);
    history.replaceState(null, "", address);
  } catch {
    old.removeAttribute("aria-busy");
    toast(words.msgOffline);
  } finally {
    clearTimeout(slow);
  }
}

let pause;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  clearTimeout(pause);
  pause = setTimeout(() => refilter(form), event.target.type === "search" ? 200 : 0);
});

document.addEventListener("change", (event) => {
  if (event.target.closest("form[data-auto]")) event.target.form.requestSubmit();
});

// Forms: ask before what cannot be undone, show that it is on its way, send once.
function confirmed(form, button) {
  const dialog = made("dialog", "", { class: "dialog" });
  const buttons = made("div", "", { class: "buttons" });
  const yes = made("button", words.msgYes, { class: "button primary", value: "yes" });
  const choice = made("form", "", { method: "dialog" });
  buttons.append(yes, made("button", words.msgNo, { class: "button", value: "no" }));
  choice.append(made("p", form.dataset.confirm), buttons);
  dialog.append(choice);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "yes") return;
    form.dataset.confirmed = "";
    form.requestSubmit(button);
  });
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-live]")) {
    event.preventDefault();
    clearTimeout(pause);
    return refilter(form);
  }
  if (form.method !== "post" || "download" in form.dataset) return;
  if (form.matches("[data-theme-form]")) return theme(event);
  if (form.dataset.confirm && !("confirmed" in form.dataset)) {
    event.preventDefault();
    return confirmed(form, event.submitter ?? undefined);
  }
  if (form.getAttribute("aria-busy")) return event.preventDefault();
  if (!navigator.onLine) {
    event.preventDefault();
    delete form.dataset.confirmed;
    return toast(words.msgOffline);
  }
  form.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-busy", "true");
});

// The theme changes at once and is stored behind.
function theme(event) {
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  page.dataset.theme = button.value;
  for (const other of document.querySelectorAll("[data-theme-form] button")) {
    other.setAttribute("aria-pressed", String(other.value === button.value));
  }
  const body = new URLSearchParams(new FormData(event.target, button));
  fetch(event.target.action, { method: "POST", body, redirect: "manual" });
}

function toast(text) {
  if (!text) return;
  const box = made("p", text, { class: "toast", role: "status" });
  document.body.append(box);
  setTimeout(() => box.remove(), 8000);
}

// Before one is signed out for having sent nothing: a word two minutes ahead, in every tab that is open.
const idle = Number(words.idle || 0) * 1000;
const WARNED_BEFORE = 120000;
const NOTED_LATE = 60000; // the server notes to the minute that somebody is there
const tabs = idle && window.BroadcastChannel ? new BroadcastChannel("here") : undefined;
let here = Date.now();
let warning;
let clock;

function present() {
  here = Date.now();
  warning?.close();
  rearm();
}

function rearm() {
  clearTimeout(clock);
  clock = setTimeout(warn, Math.max(here + idle - NOTED_LATE - WARNED_BEFORE - Date.now(), 0));
}

function warn() {
  if (warning || document.querySelector("dialog[open]")) return (clock = setTimeout(warn, 5000));
  warning = made("dialog", "", { class: "dialog", role: "alertdialog", "aria-labelledby": "idle-told", "data-idle-dialog": "" });
  const told = made("p", words.msgIdle, { id: "idle-told", role: "alert" });
  const buttons = made("div", "", { class: "buttons" });
  const stay = made("button", words.msgStay, { class: "button primary", type: "button" });
  stay.addEventListener("click", () => extend(told, stay));
  buttons.append(stay);
  warning.append(told, buttons);
  warning.addEventListener("close", () => {
    warning.remove();
    warning = undefined;
    if (Date.now() - here < idle) rearm();
  });
  document.body.append(warning);
  warning.showModal();
  clock = setTimeout(() => over(told, stay), WARNED_BEFORE + NOTED_LATE);
}

async function extend(told, stay) {
  stay.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/profile", { method: "HEAD", redirect: "manual" });
    if (!answer.ok) return over(told, stay);
    present();
    tabs?.postMessage("");
  } catch {
    toast(words.msgOffline);
  } finally {
    stay.removeAttribute("aria-busy");
  }
}

function over(told, stay) {
  told.textContent = words.msgOut;
  stay.replaceWith(made("button", words.msgClose, { class: "button", formmethod: "dialog" }));
  const close = warning.querySelector("button");
  close.addEventListener("click", () => warning.close());
  close.focus();
}

if (idle) {
  rearm();
  tabs?.addEventListener("message", present);
  tabs?.postMessage("");
  document.addEventListener("visibilitychange", rearm); // a machine that slept
}

// Lists that a script may lengthen: a copy of the last row, its names counted on.
document.addEventListener("click", (event) => {
  const more = event.target.closest("[data-add-row]");
  const source = more && document.getElementById(more.dataset.addRow);
  if (source) source.before(source.content.cloneNode(true));
  for (const open of document.querySelectorAll("details.more[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// Back after signing out must not show a kept page.
window.addEventListener("pageshow", (event) => {
  for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  if (event.persisted) location.reload();
});

// What changes elsewhere changes here: the page asks for itself again and takes over what differs.

const line = document.querySelector("[data-news]");
const part = document.querySelector(".page");
const PAUSE = 300;
const LATER = 4000; // for the bell
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
  if (!ids.length) return;
  const topics = parts(document).flatMap((each) => each.dataset.on.split(" "));
  const isShown = ids.some((id) => topics.includes(id));
  if (isShown) rest = PAUSE;
  if (isShown || topics.includes("any") || ids.some((id) => topics.includes(id.slice(0, 4)))) want(rest);
  later ??= setTimeout(recount, Math.max(rest, LATER));
}

function recount() {
  later = undefined;
  want(0);
}

// One fetch at a time; one that brought nothing makes the next one wait longer.
let rest = PAUSE;
let due = Infinity;
let timer;
let later;
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
    else if (!answer.ok || answer.redirected || !takeOver(fresh)) note(part.querySelector("form:has([data-returned], [data-error-summary])") ?? part.firstElementChild);
  } catch {
    want((rest = Math.min(rest * 2, MOST)));
  }
  isAsking = false;
}

// What is the same stays the very element, with focus and place.
let changes = 0;
let notes = 0;

function takeOver(fresh) {
  const who = (of) => of.querySelector(".me-who")?.textContent;
  const news = parts(fresh);
  if ("answer" in part.dataset || who(fresh) !== who(document)) return false;
  const focus = document.activeElement;
  const regions = document.querySelectorAll("[data-on] [aria-live]");
  changes = notes = 0;
  for (const each of regions) each.ariaLive = "off";
  parts(document).forEach((each, at) => take(each, news[at]));
  if (focus !== document.activeElement) {
    (document.getElementById(focus.id) ?? document.getElementById("main")).focus({ preventScroll: true });
  }
  setTimeout(() => regions.forEach((each) => (each.ariaLive = "polite")), 1000);
  rest = changes ? PAUSE : Math.min(rest * 2, MOST);
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

let outside;

function signedOut() {
  end();
  if (isOver) return;
  isOver = true;
  const next = new URLSearchParams({ next: location.pathname + location.search });
  const target = [...document.forms].some(isKept) ? "_blank" : ""; // beside what was typed
  outside = made("p", `${words.msgOut} `, { class: "notice warn", "data-over": "" });
  outside.append(made("a", line.dataset.msgAgain, { href: `/login?${next}`, target }));
  part.before(outside);
  say(outside.textContent);
}

function signedIn() {
  isOver = false;
  outside.remove();
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
