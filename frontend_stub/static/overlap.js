// Finding common customers without handing over a list: what `portal/opportunities/overlap` says, byte for byte.
// Nothing here asks or tells the network anything. The group comes from @noble/curves, which
// `python -m frontend_stub fetch` brings; without it this module cannot be loaded, and the page says so.
import { ristretto255, ristretto255_hasher as hasher } from "./fetched/curves/ed25519.js";
import { sha256 } from "./fetched/hashes/sha2.js";

export const SIZE = 32, FLOOR = 5, NOTHING = "0".repeat(64), FORMAT = "entente-overlap-state-1";
export const PROTOCOL = "entente-overlap-1";
const { Point } = ristretto255;
const ORDER = Point.Fn.ORDER;
const bytes = (text) => new TextEncoder().encode(text);
const TAG = bytes("ENTENTE-OVERLAP-V1-with-ristretto255_XMD:SHA-512_R255MAP_RO_");
const HOST = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const LONGEST_LINE = 1000;
const EVERY = 50;

/** Why something cannot be done: a code for the page's words, and the place of what is bad, counted from 0. */
export class Refused extends Error {
  constructor(code, place = null) {
    super(code);
    Object.assign(this, { code, place });
  }
}

// Keys: one way to write a customer, so that the same is the same.
function domain(typed) {
  const around = /^[a-z][a-z0-9+.-]*:\/\/|[/?#].*$/gs;
  let host = typed.trim().toLowerCase().replace(around, "").split("@").pop().split(":")[0].replace(/\.$/, "").trim();
  if (/[^\x00-\x7f]/.test(host) && !/(?![a-z0-9.-])[\x00-\x7f]/.test(host)) {
    try {
      host = new URL(`http://${host}`).hostname;
    } catch {
      host = "";
    }
  }
  host = host.replace(/^www\./, "");
  if (!HOST.test(host)) throw new Refused("NOT_A_DOMAIN");
  return host;
}

const packed = (typed) => typed.replace(/[ \t\u00a0\u202f.\-/]+/g, "").toUpperCase();

function lei(typed) {
  const value = packed(typed);
  if (!/^[0-9A-Z]{18}[0-9]{2}$/.test(value)) throw new Refused("NOT_A_LEI");
  if (BigInt([...value].map((each) => parseInt(each, 36)).join("")) % 97n !== 1n) throw new Refused("NOT_A_LEI");
  return value;
}

function vat(typed) {
  const value = packed(typed).replace(/^GR/, "EL");
  if (!/^[A-Z]{2}[0-9A-Z]{2,13}$/.test(value)) throw new Refused("NOT_A_VAT_NUMBER");
  return value;
}

const VALUES = { DOMAIN: domain, LEI: lei, VAT: vat };

/** The key that a line says. */
export function keyOf(typed, kinds) {
  const colon = typed.indexOf(":");
  const said = colon < 0 ? "" : typed.slice(0, colon).trim().toUpperCase();
  const isSaid = kinds.includes(said);
  if (!isSaid && kinds.length !== 1) throw new Refused("NO_KIND");
  const [kind, value] = isSaid ? [said, typed.slice(colon + 1)] : [kinds[0], typed];
  if (value.length > LONGEST_LINE) throw new Refused("TOO_LONG");
  return `${kind}:${VALUES[kind](value)}`;
}

/** The keys of a list, each once, with the lines that say it, and the lines (counted from 1) that are none. */
export function listed(text, kinds) {
  const lines = new Map(), faults = [];
  text.replace(/^\ufeff/, "").split(/\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/).forEach((line, place) => {
    const typed = line.trim();
    if (!typed) return;
    try {
      const key = keyOf(typed, kinds);
      lines.set(key, [...(lines.get(key) ?? []), typed]);
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      faults.push({ line: place + 1, code: fault.code });
    }
  });
  return { lines, faults };
}

// The group.
const hex = (content) => [...content].map((each) => each.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const random = (size) => crypto.getRandomValues(new Uint8Array(size));
const number = (content) => content.reduceRight((sum, each) => (sum << 8n) | BigInt(each), 0n);
export const fingerprint = (text) => hex(sha256(bytes(text)));

/** The point of a key under terms that a digest (64 hexadecimal digits) names. */
export function pointOf(key, digest) {
  return hasher.hashToCurve(Uint8Array.of(...unhex(digest), ...bytes(key)), { DST: TAG });
}

/** 32 bytes, least first, of a number from 1 to the group's order less 1. */
export function freshNumber() {
  for (;;) {
    const drawn = random(SIZE);
    drawn[SIZE - 1] &= 0x1f;
    const value = number(drawn);
    if (value > 0n && value < ORDER) return drawn;
  }
}

function below(most) {
  const whole = 2 ** 32 - (2 ** 32 % most);
  for (;;) {
    const [drawn] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < whole) return drawn % most;
  }
}

function shuffled(list) {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [list[last], list[other]] = [list[other], list[last]];
  }
  return list;
}

// On the wire.
/** One line of base64url without padding. */
export function written(content) {
  let text = "";
  for (let start = 0; start < content.length; start += 0x6000) {
    text += btoa(String.fromCharCode(...content.subarray(start, start + 0x6000)));
  }
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The bytes of so many points. */
export function read(line, size) {
  const text = line.trim();
  let content;
  try {
    content = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  } catch {
    throw new Refused("NOT_BASE64URL");
  }
  if (!content.length || written(content) !== text) throw new Refused("NOT_BASE64URL");
  if (content.length % SIZE) throw new Refused("WRONG_LENGTH");
  if (content.length !== size * SIZE) throw new Refused("WRONG_COUNT");
  return content;
}

// What a side does.
/** The points of keys times a number (32 bytes), one after the other; `tell` hears how many are done. */
export function blinded(keys, digest, secret, tell = () => {}) {
  const factor = number(secret), found = new Uint8Array(keys.length * SIZE);
  keys.forEach((key, place) => {
    found.set(pointOf(key, digest).multiply(factor).toBytes(), place * SIZE);
    if (place % EVERY === 0) tell(place);
  });
  return found;
}

/** The other side's points times one's own number, their order kept. */
export function answered(secret, points, tell = () => {}) {
  const factor = number(secret), found = new Uint8Array(points.length), seen = new Set();
  for (let place = 0; place * SIZE < points.length; place += 1) {
    const encoded = points.subarray(place * SIZE, (place + 1) * SIZE);
    if (encoded.every((each) => !each)) throw new Refused("IDENTITY", place);
    let point;
    try {
      point = Point.fromBytes(encoded);
    } catch {
      throw new Refused("NOT_A_POINT", place);
    }
    const name = hex(encoded);
    if (seen.has(name)) throw new Refused("REPEATED", place);
    seen.add(name);
    found.set(point.multiply(factor).toBytes(), place * SIZE);
    if (place % EVERY === 0) tell(place);
  }
  return found;
}

/** The terms, as the portal hands them out. */
export function agreed(text) {
  const said = JSON.parse(text);
  if (said.protocol !== PROTOCOL) throw new Refused("OTHER_PROTOCOL");
  const size = Number(said.sizeBand.replace("UP_TO_", ""));
  return { digest: fingerprint(text.trim()), kinds: said.keyKinds, band: said.sizeBand, size };
}

/** What is sent, and what is kept: the same text as `python -m portal overlap` keeps, so that either can go on. */
export function blind(terms, list, tell) {
  const { digest, kinds, band, size } = agreed(terms);
  const { lines, faults } = listed(list, kinds);
  const keys = [...lines.keys()];
  if (keys.length < FLOOR) throw new Refused("TOO_FEW");
  if (keys.length > size) throw new Refused("TOO_MANY");
  const secret = freshNumber(), own = blinded(keys, digest, secret, tell);
  const order = shuffled(Array.from({ length: size }, (_, place) => (place < keys.length ? place : null)));
  const points = new Uint8Array(size * SIZE);
  order.forEach((key, place) => {
    const point = key === null ? hasher.deriveToCurve(random(64)).toBytes() : own.subarray(key * SIZE, (key + 1) * SIZE);
    points.set(point, place * SIZE);
  });
  const state = JSON.stringify({
    format: FORMAT, terms: digest, band, number: hex(secret), answered: NOTHING, order, keys, lines: [...lines.values()],
  });
  return { line: written(points), state, count: keys.length, faults };
}

/** The answer to the other side's points, given once, and what is kept then: no secret number any more. */
export function answer(state, line, tell) {
  const kept = JSON.parse(state), came = fingerprint(line.trim());
  if (kept.number === NOTHING || ![NOTHING, came].includes(kept.answered)) throw new Refused("ANSWERED_BEFORE");
  const points = read(line, kept.order.length);
  const answers = answered(unhex(kept.number), points, tell);
  return { line: written(answers), state: JSON.stringify({ ...kept, number: NOTHING, answered: came }) };
}

/** The lines of one's own list at the positions that the portal told. */
export function revealed(state, positions) {
  const kept = JSON.parse(state);
  const places = positions.map((place) => kept.order[place] ?? null);
  if (places.includes(null) || new Set(places).size < places.length) throw new Refused("OTHER_POSITIONS");
  return places.sort((one, other) => one - other).flatMap((place) => kept.lines[place]);
}
