// What the card beside the pointer says of an annotation: its name, when it holds, its note.

import { people } from "../hover.js";

/** Rows [class, text] for the card. */
export function told({ kind, title, note, from, to }) {
  const words = kind.replace("_", " "), name = `${words[0].toUpperCase()}${words.slice(1)}`;
  const days = from && to ? `${people(from)} to ${people(to)}` : from ? `from ${people(from)}` : to ? `until ${people(to)}` : "always";
  return [
    ["name", title || name],
    ["sector", title && title !== name ? `${name}, ${days}` : days],
    ...(note ? [["hit", note]] : []),
  ];
}
