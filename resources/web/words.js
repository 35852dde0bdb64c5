// A card with a date and what is said of it, such as each of two dates beside each other has.

/** A card in a container: `show(title, lines)` writes plain text, lines are {text, stale}. */
export function createWords(root, className) {
  const box = root.appendChild(document.createElement("div"));
  box.className = `card ${className}`;
  L.DomEvent.disableClickPropagation(box);
  const title = box.appendChild(document.createElement("h1"));
  const lines = box.appendChild(document.createElement("div"));
  return {
    box,
    show(text, told) {
      title.textContent = text;
      lines.replaceChildren(...told.map((line) => {
        const row = document.createElement("p");
        row.textContent = line.text;
        row.classList.toggle("stale", line.stale);
        return row;
      }));
    },
  };
}
