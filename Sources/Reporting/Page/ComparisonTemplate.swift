extension Templates {
  static let comparison = #"""
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="Winnow">
    <title>{{title}} – Winnow comparison</title>
    <script>addEventListener("error", (e) => { document.documentElement.dataset.error = e.message; });</script>
    <style>
    {{{style}}}
    </style>
    </head>
    <body>
    <header class="top"><div class="page">
      <button id="theme" type="button" hidden>Theme</button>
      <p class="kicker">Winnow comparison</p>
      <h1>{{title}}</h1>
    </div></header>
    <nav aria-label="Sections"><div class="page"><a href="#answer">Answer</a>{{#regions}}<a href="#regions">Regions</a>{{/regions}}<a href="#measures">Measures</a></div></nav>
    <main class="page">
    <section id="answer"><h2>Agreement</h2><ul class="findings">{{#sentences}}<li>{{.}}</li>{{/sentences}}</ul></section>
    {{#regions}}
    <section id="regions"><h2>What regions do alone, and what only together</h2>
      <p class="soft">Sobol indices over the items in common. The charts show means with 95 % intervals; the table medians with theirs, the deviation of the true values between items, and the sampling error within an item.</p>
      <div class="charts">{{#charts}}<figure class="panel"><h3>{{title}}</h3>{{{svg}}}</figure>{{/charts}}</div>
      <div class="scroll"><table class="sortable">
        <thead><tr><th>Measure</th>{{#heads}}<th>{{.}}: median</th><th>between</th><th>within</th>{{/heads}}</tr></thead>
        <tbody>{{#rows}}<tr><td class="wrap">{{name}}</td>{{#cells}}<td data-sort="{{sort}}">{{median}}<small>{{interval}}</small></td><td>{{between}}</td><td>{{within}}</td>{{/cells}}</tr>{{/rows}}</tbody>
      </table></div>
    </section>
    {{/regions}}
    {{#runs}}
    <section><h2>{{title}}</h2>
      <div class="multiples">{{#charts}}<figure class="panel"><h3>{{title}}</h3>{{{svg}}}{{#note}}<figcaption class="small">{{note}}</figcaption>{{/note}}</figure>{{/charts}}</div>
      {{#hasLeast}}<h3>Masks that agree least</h3><div class="scroll"><table><thead><tr><th>Item</th><th>IoU</th></tr></thead>
        <tbody>{{#least}}<tr><td class="wrap">{{id}}</td><td>{{overlap}}</td></tr>{{/least}}</tbody></table></div>{{/hasLeast}}
    </section>
    {{/runs}}
    <section id="measures"><h2>Measures</h2>
      <p class="soft">Means with 95 % bootstrap intervals over the items in common; differences are paired, p by Wilcoxon's signed-rank test with Holm's correction over the table.</p>
      <div class="bar-tools" hidden><input type="search" data-filter="measure-table" placeholder="Filter measures" aria-label="Filter measures by name"><span id="measure-table-count" class="soft small" role="status"></span></div>
      <div class="scroll"><table id="measure-table" class="sortable">
        <thead><tr><th>Measure</th>{{#heads}}<th>{{name}}</th>{{#other}}<th>Difference</th><th>p</th>{{/other}}{{/heads}}</tr></thead>
        <tbody>{{#measures}}<tr><td>{{name}}</td>{{#cells}}<td data-sort="{{sort}}">{{mean}}<small>{{interval}}</small></td>{{#other}}<td data-sort="{{differenceSort}}">{{difference}}<small>{{differenceInterval}}</small></td><td data-sort="{{pSort}}">{{p}}</td>{{/other}}{{/cells}}</tr>{{/measures}}</tbody>
      </table></div>
    </section>
    </main>
    <script>
    {{{script}}}
    </script>
    </body>
    </html>

    """#
}
