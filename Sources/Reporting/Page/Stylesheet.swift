/// The report's style: one column, system fonts, two themes from one set of variables.
enum Stylesheet {
  static let text = #"""
    :root{color-scheme:light;--paper:#fafaf8;--card:#fff;--ink:#1b1e22;--soft:#5c646d;--line:#e0e1dd;--accent:#0a6c8f;
      --accent-soft:#d8ebf2;--second:#c4601d;--warn:#9a3412;--warn-soft:#fdf0e6;--good:#2c6e49}
    @media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;--paper:#14171a;--card:#1c2024;
      --ink:#e8e9e6;--soft:#a2abb3;--line:#33393f;--accent:#5bbbdc;--accent-soft:#173541;--second:#f0975a;--warn:#f6b089;
      --warn-soft:#3a2518;--good:#7fc79d}}
    :root[data-theme=dark]{color-scheme:dark;--paper:#14171a;--card:#1c2024;--ink:#e8e9e6;--soft:#a2abb3;--line:#33393f;
      --accent:#5bbbdc;--accent-soft:#173541;--second:#f0975a;--warn:#f6b089;--warn-soft:#3a2518;--good:#7fc79d}
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;scroll-padding-top:3.5rem}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
      "Noto Sans","Liberation Sans",sans-serif}
    a{color:var(--accent)}
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem;z-index:9}
    .page{max-width:1120px;margin:0 auto;padding:0 1.25rem}
    header.top{padding:2rem 0 1rem}
    header.top h1{margin:.1rem 0;font-size:clamp(1.5rem,4vw,2.2rem);line-height:1.2;overflow-wrap:anywhere}
    .kicker{margin:0;color:var(--accent);font-weight:600;letter-spacing:.04em}
    .sub{margin:.2rem 0 0;color:var(--soft)}
    nav{position:sticky;top:0;z-index:5;background:var(--paper);border-bottom:1px solid var(--line)}
    nav .page{display:flex;gap:1.1rem;align-items:center;overflow-x:auto;white-space:nowrap;padding-top:.5rem;
      padding-bottom:.5rem;scrollbar-width:thin}
    nav a{text-decoration:none;color:var(--soft);font-size:.92rem}nav a:hover,nav a:focus{color:var(--accent)}
    header .page{position:relative}#theme{position:absolute;right:1.25rem;top:0}
    td{white-space:nowrap}td.wrap,td.left,td:first-child{white-space:normal}
    section{padding:1.4rem 0;border-bottom:1px solid var(--line)}section:last-child{border:0}
    h2{font-size:1.35rem;margin:.2rem 0 .6rem}h3{font-size:1.02rem;margin:1.2rem 0 .4rem}
    p{max-width:72ch}.soft,figcaption{color:var(--soft)}.small{font-size:.88rem}
    .tiles{display:flex;flex-wrap:wrap;gap:.8rem;margin:0 0 1rem;padding:0}
    .tile{flex:1 1 9.4rem;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem}
    .tile b{display:block;font-size:1.65rem;line-height:1.2;font-variant-numeric:tabular-nums}
    .tile span{color:var(--soft);font-size:.88rem}
    .findings{padding-left:1.2rem;margin:.4rem 0;max-width:80ch}.findings li{margin:.35rem 0}
    .findings li.odd{list-style:"!  ";color:var(--warn)}
    .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));gap:1rem}
    .scroll+.charts,.charts+.scroll{margin-top:1rem}
    .multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,310px),1fr));gap:1rem}
    .panel{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.8rem;margin:0;min-width:0}
    .panel h3{margin:0 0 .3rem}.panel p{margin:.2rem 0}
    svg{max-width:100%;height:auto;display:block;overflow:visible}
    svg text{fill:var(--soft);font-size:12px}svg .label{font-size:13px}svg .note{fill:var(--ink)}
    svg .name{fill:var(--ink);font-size:12.5px}svg .lead{font-weight:650}
    .grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1}
    .bar{fill:var(--accent)}.bar:hover{opacity:.7}
    .median{stroke:var(--ink);stroke-width:1.3;stroke-dasharray:4 3}
    .step{fill-opacity:.16;stroke-width:1.8}.s0.step,.s0.key,.s0.dot{fill:var(--accent)}.s1.step,.s1.key{fill:var(--second)}
    .s0{stroke:var(--accent)}.s1{stroke:var(--second)}.key{stroke:none}.median.s0{stroke:var(--accent)}
    .median.s1{stroke:var(--second)}
    .interval{stroke-width:2.4;stroke-linecap:round}.interval.s1{stroke:var(--soft)}.dot.s1{fill:var(--soft);stroke:none}
    .point{fill:var(--accent);fill-opacity:.55}
    .means{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,230px),1fr));gap:1rem}
    .means figure{margin:0}.means img{width:100%;max-width:300px;image-rendering:pixelated;border-radius:6px;display:block}
    .scale{height:9px;border-radius:4px;max-width:300px;margin-top:.4rem}
    .ends{display:flex;justify-content:space-between;max-width:300px;font-size:.8rem;color:var(--soft)}
    .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:10px;background:var(--card)}
    .scroll.tall{max-height:34rem;overflow-y:auto}
    table{border-collapse:separate;border-spacing:0;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
    th,td{padding:.42rem .7rem;text-align:right;border-bottom:1px solid var(--line);vertical-align:middle}
    th:first-child,td:first-child{position:sticky;left:0;background:var(--card);min-width:clamp(6.5rem,20vw,12rem);max-width:46vw}
    thead th:first-child{z-index:2}th:first-child,td:first-child,.left{text-align:left}tr:last-child td{border-bottom:0}
    thead th{position:sticky;top:0;background:var(--card);color:var(--soft);font-weight:600;z-index:1}
    th button{all:unset;cursor:pointer}th button:focus-visible{outline:2px solid var(--accent)}
    th[aria-sort=ascending] button::after{content:" \25B4"}th[aria-sort=descending] button::after{content:" \25BE"}
    td small{color:var(--soft);display:block;white-space:pre}td.best{font-weight:700;color:var(--good)}td.best small{font-weight:400}
    td img{width:44px;height:44px;image-rendering:pixelated;border-radius:4px;vertical-align:middle;display:inline-block}
    .wrap{overflow-wrap:anywhere}td.wrap:not(:first-child){min-width:11rem}
    details{margin:.8rem 0}summary{cursor:pointer;color:var(--accent)}
    pre{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.9rem;overflow:auto;font-size:.85rem;
      max-height:30rem}
    button,select,input[type=search]{font:inherit;font-size:.9rem;color:var(--ink);background:var(--card);
      border:1px solid var(--line);border-radius:8px;padding:.32rem .7rem}
    button{cursor:pointer}button[aria-pressed=true]{background:var(--accent-soft);border-color:var(--accent)}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    .bar-tools{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:.5rem 0 .8rem}
    .bar-tools .gap{width:.6rem}
    input[type=search]{min-width:min(100%,240px)}
    .thumbs{display:grid;grid-template-columns:repeat(auto-fill,minmax(100px,1fr));gap:.7rem}
    .thumbs a{text-decoration:none;color:var(--ink);font-size:.8rem;line-height:1.3;overflow-wrap:anywhere}
    .thumbs img{width:100%;aspect-ratio:1;object-fit:cover;border-radius:6px;display:block;background:var(--line);
      image-rendering:pixelated}
    .thumbs .big img{image-rendering:auto}
    .gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(46%,190px),1fr));gap:.9rem}
    .card{margin:0;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden;cursor:zoom-in}
    .card:target{outline:3px solid var(--second)}
    .stack{position:relative;background:#000;width:100%}
    .stack>*{position:absolute;inset:0;width:100%;height:100%;max-width:none}
    .stack svg{overflow:hidden}.stack img{object-fit:fill}.stack .fine{image-rendering:pixelated}
    .shade{fill:#05080b;fill-opacity:.62}.outline{fill:none;stroke:#40e0ff;stroke-width:1.4;vector-effect:non-scaling-stroke}
    .stack .frame{fill:none;stroke:#ffd23f;stroke-width:2;vector-effect:non-scaling-stroke}
    .true-object{fill:none;stroke:#ff5ad0;stroke-width:1.8;vector-effect:non-scaling-stroke;filter:drop-shadow(0 0 1px #000)}
    .mask{--swatch:#40e0ff}.box{--swatch:#ffd23f}.truth{--swatch:#ff5ad0}
    button[data-toggle]{box-shadow:inset 0 -4px var(--swatch)}
    button[data-toggle]::first-letter,button[data-base=photo]::first-letter{text-decoration:underline}
    .legend{list-style:none;padding:0;margin:0 0 .8rem;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.88rem;
      color:var(--soft)}
    .legend li::before{content:"";display:inline-block;width:1.2em;height:.6em;margin-right:.45em;border-radius:2px;
      background:var(--swatch);border:1px solid var(--soft)}
    .on-map .shade{fill-opacity:0}.dense .outline{stroke-width:.7}.gallery:not(.on-map) .dense .outline{display:none}
    .card figcaption{padding:.5rem .65rem .6rem;font-size:.82rem;line-height:1.35;overflow-wrap:anywhere}
    .card figcaption b{color:var(--ink);font-weight:600;display:block}.wrong{color:var(--warn)}
    .parts{margin-top:.4rem;line-height:1.7}.parts>span{display:block;color:var(--soft)}
    mark{color:var(--ink);background:color-mix(in srgb,var(--accent) var(--share),transparent);border-radius:3px;padding:0 .15em}
    mark.against{background:color-mix(in srgb,var(--second) var(--share),transparent)}
    .sentence{margin:0;padding:.6rem .7rem 0;font-size:1rem;line-height:1.75}
    .sentence .kept{font-weight:650;background:var(--accent-soft)}.sentence .hidden-word{color:var(--soft)}
    .sentence .marked{text-decoration:underline dotted var(--second) 2px;text-underline-offset:4px}
    .on-map .sentence[data-layer=photo]{display:none}
    #words td:first-child{white-space:nowrap}#words th,#words td{padding:.3rem .38rem}
    .gallery.texts{grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr))}
    .thumbs:has(.text){grid-template-columns:repeat(auto-fill,minmax(min(46%,170px),1fr))}.thumbs q{display:block;color:var(--soft);quotes:none}
    [hidden]{display:none!important}
    dialog{border:1px solid var(--line);border-radius:12px;background:var(--card);color:var(--ink);padding:1rem;
      width:min(94vw,640px)}dialog::backdrop{background:#000a}
    dialog .card{border:0;cursor:default}dialog .row{display:flex;gap:.5rem;justify-content:space-between;margin-top:.6rem}
    footer{padding:1.4rem 0 2.4rem;color:var(--soft);font-size:.88rem}
    @media print{nav,.bar-tools{display:none}.panel,.card{break-inside:avoid}}
    """#
}
