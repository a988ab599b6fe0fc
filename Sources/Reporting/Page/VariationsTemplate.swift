extension Templates {
  /// Other contents of the salient region: shares per class and a strip per item.
  static let variations = #"""
    {{#variations}}
    <section id="variations">
      <h2>What the model does not care about</h2>
      <p class="soft">The salient region of each item was removed and completed in several ways; a completion is accepted when the predicted class stays.{{^complete}} Figures are of a uniform sample of {{items}} items.{{/complete}}</p>
      <div class="scroll tall"><table class="sortable">
        <thead><tr><th class="left">Class</th><th>Items</th><th title="Completions that keep the class">Accepted</th><th title="Items with an accepted completion that differs from the original">Can be varied</th><th title="Items whose most likely completion keeps the class">Likeliest accepted</th><th title="Items that keep their class when the region is blanked">Blanked kept</th><th title="Root mean square inside the region, of the input's range">Distance</th></tr></thead>
        <tbody>{{#rows}}<tr><td class="left wrap">{{name}}</td><td>{{count}}</td>{{#cells}}<td data-sort="{{sort}}">{{text}}</td>{{/cells}}</tr>{{/rows}}</tbody>
      </table></div>
      {{#hasStrips}}
      <h3>Accepted alternatives</h3>
      <p class="small soft">The item, what was removed of it, its alternatives from the most to the least confident (p: probability of the class), and where they differ, from dark (not at all) to bright.{{#stripsCut}} {{stripsCut}}{{/stripsCut}}</p>
      {{#strips}}
      <h4 class="small"><a href="#item-{{index}}">{{name}}</a>, {{label}}: {{acceptance}} accepted</h4>
      <div class="thumbs">
        {{#photo}}<span><img src="{{{photo}}}" alt="{{name}}"><b class="small">original</b></span>{{/photo}}
        {{#removed}}<span><img src="{{{removed}}}" alt="what was removed"><span class="small">removed</span></span>{{/removed}}
        {{#alternatives}}<span><img src="{{{image}}}" alt="alternative"><span class="small">{{note}}</span></span>{{/alternatives}}
        {{#variability}}<span><img src="{{{variability}}}" alt="where alternatives differ"><span class="small">varies</span></span>{{/variability}}
      </div>
      {{/strips}}
      {{/hasStrips}}
    </section>
    {{/variations}}
    """#
}
