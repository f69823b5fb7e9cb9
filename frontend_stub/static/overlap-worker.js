// The long work of finding common customers, apart from the page: { id, work, given } leads to any number of
// { id, done } with how many points are made, and to one { id, made } or { id, code, place }.
import * as overlap from "./overlap.js";

const WORK = {
  blind: ({ terms, list }, tell) => overlap.blind(terms, list, tell),
  answer: ({ state, line }, tell) => overlap.answer(state, line, tell),
  blinded: ({ keys, digest, secret }, tell) => overlap.blinded(keys, digest, secret, tell),
  reveal: ({ state, positions }) => overlap.revealed(state, positions),
};

self.addEventListener("message", ({ data: { id, work, given } }) => {
  try {
    self.postMessage({ id, made: WORK[work](given, (done) => self.postMessage({ id, done })) });
  } catch (fault) {
    const { code, place } = fault instanceof overlap.Refused ? fault : { code: "NOT_READABLE", place: null };
    self.postMessage({ id, code, place });
  }
});
self.postMessage({ id: null, ready: true });
