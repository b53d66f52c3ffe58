"use strict";
// Text goes in as text (textContent), never as markup; the page has no other script than this and the library.
(function () {
  const nodes = new vis.DataSet(DATA.nodes);
  const edges = new vis.DataSet(DATA.edges);
  const network = new vis.Network(document.getElementById("graph"), { nodes: nodes, edges: edges }, DATA.options);
  const panel = document.getElementById("chosen");
  const colours = new Map(DATA.nodes.map((n) => [n.id, n.color]));

  function show(id) {
    panel.replaceChildren();
    const rows = id === undefined ? [] : DATA.details[id] || [];
    for (const [caption, value] of rows) {
      const dt = document.createElement("dt");
      const dd = document.createElement("dd");
      dt.textContent = caption;
      dd.textContent = value;
      panel.append(dt, dd);
    }
    document.getElementById("hint").hidden = rows.length > 0;
  }

  network.on("click", function (event) {
    const id = event.nodes[0];
    const near = id === undefined ? null : new Set(network.getConnectedNodes(id).concat(id));
    nodes.update(
      DATA.nodes.map((n) => ({ id: n.id, color: near === null || near.has(n.id) ? colours.get(n.id) : "#dde2e8" })),
    );
    show(id);
  });
  network.once("afterDrawing", function () {
    network.fit();
    document.documentElement.dataset.drawn = String(nodes.length);
  });
})();
