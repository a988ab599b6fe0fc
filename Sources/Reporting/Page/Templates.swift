import Mustache

/// The page's templates, compiled into the program so that the binary needs no files beside it.
enum Templates {
  static func library() throws -> MustacheLibrary {
    var library = MustacheLibrary()
    for (name, text) in sources { try library.register(MustacheTemplate(string: text), named: name) }
    return library
  }

  static var sources: [(name: String, text: String)] {
    [
      ("page", page), ("answer", answer), ("distributions", distributions), ("methods", methods),
      ("classes", classes), ("oddities", oddities), ("gallery", gallery), ("convergence", convergence),
      ("reproduce", reproduce), ("comparison", comparison), ("regions", regions),
      ("variations", variations), ("words", words),
    ]
  }

  static let page = #"""
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="Winnow">
    <title>{{title}} – Winnow report</title>
    <script>addEventListener("error", (e) => { document.documentElement.dataset.error = e.message; });</script>
    <style>
    {{{style}}}
    </style>
    </head>
    <body>
    <a class="skip" href="#answer">Skip to the answer</a>
    <header class="top"><div class="page">
      <button id="theme" type="button" hidden>Theme</button>
      <p class="kicker">Winnow report</p>
      <h1>{{title}}</h1>
      <p class="sub">{{subtitle}}</p>
    </div></header>
    <nav aria-label="Sections"><div class="page">
      {{#sections}}<a href="#{{id}}">{{name}}</a>{{/sections}}
    </div></nav>
    <main class="page">
    {{> answer}}
    {{> distributions}}
    {{> methods}}
    {{> words}}
    {{> regions}}
    {{> classes}}
    {{> oddities}}
    {{> gallery}}
    {{> variations}}
    {{> convergence}}
    {{> reproduce}}
    </main>
    <footer><div class="page">{{footer}}</div></footer>
    <script>
    {{{script}}}
    </script>
    </body>
    </html>

    """#

  static let answer = #"""
    <section id="answer">
      <h2>The answer</h2>
      {{#meaning}}<p class="soft">{{meaning}}</p>{{/meaning}}
      <div class="tiles">
        {{#tiles}}<div class="tile"><b>{{value}}</b><span>{{name}}</span></div>{{/tiles}}
      </div>
      <ul class="findings">
        {{#findings}}<li{{#odd}} class="odd"{{/odd}}>{{text}}{{#link}} <a href="{{link}}">See it.</a>{{/link}}</li>{{/findings}}
      </ul>
    </section>
    """#

  static let distributions = #"""
    {{#distributions}}
    <section id="distributions">
      <h2>The whole data set</h2>
      <div class="charts">
        {{#charts}}<figure class="panel"><h3>{{title}}</h3>{{{svg}}}{{#note}}<figcaption class="small">{{note}}</figcaption>{{/note}}</figure>{{/charts}}
      </div>
      {{#hasMeans}}
      <h3>Where the evidence lies</h3>
      <div class="means">
        {{#means}}<figure class="panel"><h3>{{title}}</h3><img src="{{{image}}}" alt="{{alt}}" style="aspect-ratio:{{aspect}}">
          <div class="scale" style="background:{{{gradient}}}"></div><div class="ends"><span>0</span><span>{{top}}</span></div>
          <figcaption class="small">{{note}}</figcaption></figure>{{/means}}
      </div>
      {{/hasMeans}}
      {{#hasNumbers}}
      <h3>In numbers</h3>
      <div class="scroll"><table>
        <thead><tr><th>Measure</th><th>Items</th><th>Mean</th><th>5 %</th><th>25 %</th><th>Median</th><th>75 %</th><th>95 %</th></tr></thead>
        <tbody>{{#numbers}}<tr><td>{{name}}</td><td>{{count}}</td><td>{{mean}}</td><td>{{q05}}</td><td>{{q25}}</td><td>{{q50}}</td><td>{{q75}}</td><td>{{q95}}</td></tr>{{/numbers}}</tbody>
      </table></div>
      {{/hasNumbers}}
      {{#hasContrast}}
      <h3>Right and wrong predictions</h3>
      <div class="scroll"><table>
        <thead><tr><th>Measure (mean)</th><th>Right</th><th>Wrong</th><th>Wrong minus right</th><th>95 % interval</th></tr></thead>
        <tbody>{{#contrast}}<tr><td>{{name}}</td><td>{{right}}</td><td>{{wrong}}</td><td>{{difference}}</td><td>{{interval}}</td></tr>{{/contrast}}</tbody>
      </table></div>
      {{/hasContrast}}
    </section>
    {{/distributions}}
    """#

  static let methods = #"""
    {{#methods}}
    <section id="methods">
      <h2>Methods compared</h2>
      <p class="soft">Means with 95 % bootstrap intervals over {{items}} items{{^complete}} (a uniform sample of the run){{/complete}}. Arrows tell which direction is good; the best mean of a column is set in green.</p>
      {{#families}}
      <h3>{{name}}</h3>
      <div class="multiples">
        {{#plots}}<figure class="panel"><h3>{{title}} <span class="soft">{{arrow}}</span></h3>{{{svg}}}<figcaption class="small">{{explanation}}</figcaption></figure>{{/plots}}
      </div>
      <details{{#open}} open{{/open}}><summary>Table: {{name}}</summary>
      <div class="scroll"><table class="sortable">
        <thead><tr><th>Map or mask</th>{{#columns}}<th title="{{explanation}}">{{name}} {{arrow}}</th>{{/columns}}</tr></thead>
        <tbody>{{#rows}}<tr><td>{{name}}</td>{{#cells}}<td{{#best}} class="best"{{/best}} data-sort="{{sort}}">{{mean}}<small>{{detail}}</small></td>{{/cells}}</tr>{{/rows}}</tbody>
      </table></div></details>
      {{/families}}
      {{#hasTests}}
      <details><summary>Paired tests against {{leading}}</summary>
      <p class="small soft">Difference = other minus {{leading}} on the same items; p by Wilcoxon's signed-rank test, corrected by Holm over this table.</p>
      <div class="scroll tall"><table class="sortable">
        <thead><tr><th>Score</th><th class="left">Map or mask</th><th>Items</th><th>Difference</th><th>95 % interval</th><th>Higher / lower</th><th>p</th></tr></thead>
        <tbody>{{#tests}}<tr><td>{{score}}</td><td class="left">{{subject}}</td><td>{{count}}</td><td>{{difference}}</td><td>{{interval}}</td><td>{{wins}}</td><td data-sort="{{sort}}">{{p}}</td></tr>{{/tests}}</tbody>
      </table></div></details>
      {{/hasTests}}
    </section>
    {{/methods}}
    """#

  static let classes = #"""
    {{#classTable}}
    <section id="classes">
      <h2>Classes</h2>
      <div class="bar-tools" hidden><input type="search" data-filter="class-table" placeholder="Filter classes" aria-label="Filter classes by name"><span id="class-table-count" class="soft small" role="status"></span></div>
      <div class="scroll tall"><table id="class-table" class="sortable">
        <thead><tr><th>Class</th><th>Items</th>{{#hasLabels}}<th>Right</th>{{/hasLabels}}<th>{{#hasWords}}Kept (median){{/hasWords}}{{#hasPlace}}Median area{{/hasPlace}}</th><th>Quartiles</th><th title="Groups of kept windows that touch (mean)">Pieces</th>{{#hasPlace}}<th title="Kept share of the outer tenth (mean)">Border</th><th title="Kept share of the middle half (mean)">Centre</th>{{/hasPlace}}{{#hasObjects}}<th title="Share of what the masks keep that lies on the true object (mean)">On object</th>{{/hasObjects}}{{#hasSurvival}}<th title="Share of the items that keep their class on the mask alone">Survives</th>{{/hasSurvival}}{{#hasPlace}}<th class="plain">Mean mask</th><th class="plain">Mean map</th>{{/hasPlace}}{{#hasWords}}<th class="plain left">Strongest words</th>{{/hasWords}}</tr></thead>
        <tbody>{{#rows}}<tr><td class="wrap">{{name}}</td><td>{{count}}</td>{{#hasLabels}}<td data-sort="{{accuracySort}}">{{accuracy}}</td>{{/hasLabels}}<td data-sort="{{areaSort}}">{{area}}</td><td data-sort="{{areaSort}}">{{quartiles}}</td><td data-sort="{{componentsSort}}">{{components}}</td>{{#hasPlace}}<td data-sort="{{borderSort}}">{{border}}</td><td data-sort="{{centreSort}}">{{centre}}</td>{{/hasPlace}}{{#hasObjects}}<td data-sort="{{onObjectSort}}">{{onObject}}</td>{{/hasObjects}}{{#hasSurvival}}<td data-sort="{{survivalSort}}">{{survival}}</td>{{/hasSurvival}}{{#hasPlace}}<td>{{#mask}}<img src="{{{mask}}}" alt="Mean mask of {{name}}">{{/mask}}</td><td>{{#map}}<img src="{{{map}}}" alt="Mean map of {{name}}">{{/map}}</td>{{/hasPlace}}{{#hasWords}}<td class="left wrap">{{words}}</td>{{/hasWords}}</tr>{{/rows}}</tbody>
      </table></div>
      <p class="small soft">{{note}}</p>
    </section>
    {{/classTable}}
    """#

  static let oddities = #"""
    {{#oddities}}
    <section id="oddities">
      <h2>Worth a look</h2>
      {{#sample}}<p class="soft">The lists are of a uniform sample of {{sample}} items.</p>{{/sample}}
      {{#hasRegularities}}
      <h3>The same region, again and again</h3>
      <ul class="findings">{{#regularities}}<li>{{text}}</li>{{/regularities}}</ul>
      {{/hasRegularities}}
      {{#lists}}
      <h3>{{title}}</h3>
      <p class="small soft">{{explanation}}</p>
      <div class="thumbs">{{#entries}}<a href="#item-{{index}}"{{#big}} class="big"{{/big}}{{#text}} class="text"{{/text}}>{{#image}}<img src="{{{image}}}" alt="">{{/image}}<b>{{note}}</b><br>{{name}}{{#text}}<q>{{text}}</q>{{/text}}</a>{{/entries}}</div>
      {{/lists}}
    </section>
    {{/oddities}}
    """#

  static let gallery = #"""
    {{#gallery}}
    <section id="pictures">
      <h2>Gallery</h2>
      <p class="soft">{{note}}</p>
      <div class="bar-tools" id="layers" hidden role="toolbar" aria-label="Layers">
        <button type="button" data-base="photo" aria-pressed="true" aria-keyshortcuts="{{groundKey}}">{{groundName}}</button>
        {{#mapNames}}<button type="button" data-base="{{key}}" aria-pressed="false"{{#digit}} aria-keyshortcuts="{{digit}}"{{/digit}}>{{name}}</button>{{/mapNames}}
        {{#overlays}}<button type="button" class="{{key}}" data-toggle="{{key}}" aria-pressed="{{on}}" aria-keyshortcuts="{{letter}}">{{name}}</button>{{/overlays}}
        <label class="small">Class <select id="pick"><option value="">all</option>{{#groups}}<option value="{{group}}">{{name}}</option>{{/groups}}</select></label>
      </div>
      {{#hasOverlays}}<ul class="legend">{{#overlays}}<li class="{{key}}">{{name}}: {{legend}}</li>{{/overlays}}</ul>{{/hasOverlays}}
      <div class="gallery{{#isTexts}} texts{{/isTexts}}" id="gallery">
      {{#cards}}<figure class="card" id="item-{{index}}" data-group="{{group}}" data-name="{{label}}, {{name}}">{{#hasPicture}}<div class="stack" style="aspect-ratio:{{width}}/{{height}}">
        {{#photo}}<img{{#fine}} class="fine"{{/fine}} src="{{{photo}}}" alt="{{name}}" data-layer="photo">{{/photo}}
        {{#maps}}<img class="fine" src="{{{image}}}" alt="{{title}} of {{name}}" data-layer="{{key}}" style="display:none">{{/maps}}
        {{#area}}<svg{{#dense}} class="dense"{{/dense}} data-layer="mask" viewBox="0 0 {{width}} {{height}}" preserveAspectRatio="none" aria-hidden="true"><path class="shade" fill-rule="evenodd" d="M0 0H{{width}}V{{height}}H0Z{{area}}"/><path class="outline" d="{{outline}}"/></svg>{{/area}}
        {{#truth}}<svg data-layer="truth" viewBox="0 0 {{width}} {{height}}" preserveAspectRatio="none" aria-hidden="true"><path class="true-object" d="{{truth}}"/></svg>{{/truth}}
        {{#box}}<svg data-layer="box" viewBox="0 0 {{width}} {{height}}" preserveAspectRatio="none" aria-hidden="true" style="display:none"><rect class="frame" x="{{x}}" y="{{y}}" width="{{w}}" height="{{h}}"/></svg>{{/box}}
        </div>{{/hasPicture}}{{#layers}}<p class="sentence" data-layer="{{key}}"{{^ground}} style="display:none"{{/ground}}>{{#words}}<mark class="{{class}}{{#against}} against{{/against}}" style="--share:{{share}}%">{{text}}</mark> {{/words}}</p>{{/layers}}<figcaption><b>{{label}}</b>{{#wrong}}<span class="wrong">{{wrong}}</span><br>{{/wrong}}{{facts}}<br>{{name}}
        {{#parts}}<div class="parts"><span>{{title}}</span> {{#parts}}<mark{{#against}} class="against"{{/against}} style="--share:{{share}}%" title="{{#values}}{{value}} {{/values}}">{{name}}</mark> {{/parts}}{{#cut}}…{{/cut}}</div>{{/parts}}</figcaption></figure>
      {{/cards}}
      </div>
      <dialog id="large" aria-label="Large view"><div class="bar-tools" id="large-layers" role="toolbar" aria-label="Layers"></div><div id="large-card"></div>
        <div class="row"><button type="button" id="previous">Previous</button><button type="button" id="close">Close</button><button type="button" id="next">Next</button></div></dialog>
    </section>
    {{/gallery}}
    """#

  static let convergence = #"""
    <section id="convergence">
      <h2>Convergence, time and failures</h2>
      {{#hasCharts}}<div class="charts">{{#convergenceCharts}}<figure class="panel"><h3>{{title}}</h3>{{{svg}}}{{#note}}<figcaption class="small">{{note}}</figcaption>{{/note}}</figure>{{/convergenceCharts}}</div>{{/hasCharts}}
      {{#hasStages}}
      <h3>Seconds per stage</h3>
      <div class="scroll"><table>
        <thead><tr><th>Stage</th><th>Items</th><th>Median</th><th>95 %</th><th>Longest</th><th>Sum</th></tr></thead>
        <tbody>{{#stages}}<tr><td>{{name}}</td><td>{{count}}</td><td>{{q50}}</td><td>{{q95}}</td><td>{{max}}</td><td>{{sum}}</td></tr>{{/stages}}</tbody>
      </table></div>
      {{/hasStages}}
      <h3>Failures</h3>
      {{^hasFailures}}<p>None.</p>{{/hasFailures}}
      {{#hasFailures}}
      <div class="scroll"><table>
        <thead><tr><th>Kind</th><th>Items</th><th class="left">First of them</th></tr></thead>
        <tbody>{{#failures}}<tr><td>{{kind}}</td><td>{{count}}</td><td class="left wrap">{{#examples}}<div>{{id}}: {{message}}</div>{{/examples}}</td></tr>{{/failures}}</tbody>
      </table></div>
      {{/hasFailures}}
      {{#hasAllNumbers}}
      <details><summary>Every recorded number</summary>
      <div class="scroll tall"><table class="sortable">
        <thead><tr><th>Name</th><th>Items</th><th>Mean</th><th>Deviation</th><th>Smallest</th><th>Median</th><th>Largest</th></tr></thead>
        <tbody>{{#allNumbers}}<tr><td>{{name}}</td><td>{{count}}</td><td>{{mean}}</td><td>{{deviation}}</td><td>{{min}}</td><td>{{q50}}</td><td>{{max}}</td></tr>{{/allNumbers}}</tbody>
      </table></div></details>
      {{/hasAllNumbers}}
    </section>
    """#

  static let reproduce = #"""
    <section id="reproduce">
      <h2>To reproduce</h2>
      {{#hasSettings}}
      <div class="scroll"><table><tbody>{{#settings}}<tr><td>{{name}}</td><td class="left wrap">{{value}}</td></tr>{{/settings}}</tbody></table></div>
      {{/hasSettings}}
      {{#jobText}}<h3>Job file</h3><pre tabindex="0">{{jobText}}</pre>{{/jobText}}
    </section>
    """#
}
