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

  // The firm that was asked for stands in the middle, everything else around it.
  function frame() {
    const box = document.getElementById("graph");
    if (DATA.centre === null) {
      network.fit();
      return;
    }
    const all = nodes.map((n) => network.getBoundingBox(n.id));
    const middle = network.getPosition(DATA.centre);
    const wide = Math.max(...all.map((b) => Math.max(b.right - middle.x, middle.x - b.left))) + 20;
    const high = Math.max(...all.map((b) => Math.max(b.bottom - middle.y, middle.y - b.top))) + 20;
    const scale = Math.min(box.clientWidth / wide / 2, box.clientHeight / high / 2, 1.5);
    network.moveTo({ position: middle, scale: scale });
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
    frame();
    document.documentElement.dataset.drawn = String(nodes.length);
  });
})();
