/// The style sheet of the page: light, dark and paper; wide and narrow.
enum PageStyle {
    static let text = """
        :root{color-scheme:light dark;--ground:#f7f6f3;--paper:#fff;--ink:#191b20;--soft:#5b6170;--rule:#e2dfd8;--faint:#f0eee9;\
        --link:#1f55c4;--good:#16774a;--bad:#bf2a1f;--warn:#955800;--demand:#2f62c9;--goodfill:#e3f3ea;--badfill:#fbe7e4;--warnfill:#fbefd9;\
        --s0:#2f62c9;--s1:#cf6a0b;--s2:#12876a;--s3:#8550c7;--s4:#c73a72;--s5:#0d8599;--s6:#7c7c0a;--s7:#6b7280;\
        --h0:#e9eef0;--h1:#f8e3b6;--h2:#f4bf73;--h3:#ec8f4d;--h4:#d9532f;--h5:#a3161b;\
        --t0:#b7bfc9;--t1:#c9ae86;--t2:#dca04f;--t3:#dd7a38;--t4:#d24a2b;--t5:#a3161b}
        @media (prefers-color-scheme:dark){:root{--ground:#121418;--paper:#1a1d23;--ink:#e8e6e1;--soft:#a3a9b6;--rule:#32363f;--faint:#23272e;\
        --link:#8fb4ff;--good:#59c98d;--bad:#ff8577;--warn:#e9b357;--demand:#82aaff;--goodfill:#16301f;--badfill:#3a1c1a;--warnfill:#35280f;\
        --s0:#82aaff;--s1:#f2a154;--s2:#4fc9a4;--s3:#bd96f2;--s4:#f283ad;--s5:#56c7dc;--s6:#c9c653;--s7:#a0a7b4;\
        --h0:#262b31;--h1:#4a3d1f;--h2:#7a5521;--h3:#b06428;--h4:#de5a38;--h5:#ff8d7f;\
        --t0:#4b525d;--t1:#6e6248;--t2:#a1742f;--t3:#cc7230;--t4:#e25f3f;--t5:#ff8d7f}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
        @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 Inter,"Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;\
        font-variant-numeric:tabular-nums;overflow-wrap:break-word}
        main,header,footer{max-width:1180px;margin:0 auto;padding:0 28px}
        a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:3px}
        :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
        .skip{position:absolute;left:-9999px}.skip:focus{left:12px;top:12px;background:var(--paper);padding:8px 12px;z-index:9}
        header{padding-top:30px}
        .kicker{color:var(--soft);font-size:14px;margin:0 0 10px;display:flex;flex-wrap:wrap;gap:2px 18px}
        .kicker b{color:var(--ink);font-weight:650}
        h1{font-size:clamp(23px,3.1vw,34px);line-height:1.22;font-weight:680;letter-spacing:-.018em;margin:0 0 20px;max-width:30em;text-wrap:balance}
        h1 .word{font-weight:750}
        .word.pass,.good-text{color:var(--good)}.word.fail,.bad-text{color:var(--bad)}.word.other,.warn-text{color:var(--warn)}
        h2{font-size:21px;letter-spacing:-.012em;line-height:1.3;margin:52px 0 10px;font-weight:680;scroll-margin-top:12px}
        h3{font-size:17px;line-height:1.35;margin:0 0 6px;font-weight:650}
        .lead{color:var(--soft);margin:-6px 0 16px;max-width:66em}
        .card{background:var(--paper);border:1px solid var(--rule);border-radius:12px;padding:18px 22px}
        table{border-collapse:collapse;width:100%;font-size:14.5px}
        th,td{text-align:right;padding:7px 10px;border-bottom:1px solid var(--rule);vertical-align:middle;white-space:nowrap}
        th:first-child,td:first-child,.left{text-align:left}
        thead th{color:var(--soft);font-weight:550;font-size:13px;border-bottom-color:var(--soft)}
        tbody th{font-weight:550}tbody tr:last-child>*{border-bottom:0}
        td.wide,th.wide,.links thead th{white-space:normal}.links thead th{vertical-align:bottom;max-width:110px}
        caption{text-align:left;color:var(--soft);font-size:13px;padding:2px 0 8px}caption span{display:block;position:sticky;left:0;max-width:min(100%,calc(100vw - 62px))}
        .scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}
        .badge{display:inline-flex;align-items:center;gap:6px;font-weight:650;font-size:13px;border-radius:99px;padding:2px 11px 2px 8px;white-space:nowrap}
        .badge.pass{background:var(--goodfill);color:var(--good)}.badge.fail{background:var(--badfill);color:var(--bad)}\
        .badge.other{background:var(--warnfill);color:var(--warn)}
        .budgets{padding:6px 22px}
        .budgets td.bar{width:25%;min-width:150px}
        .budgets b.measured{font-weight:680;font-size:16px}
        .budgets .name{font-weight:600;white-space:normal}
        .budgets .why{color:var(--soft);white-space:normal;font-size:13.5px}
        .meter{position:relative;height:10px;border-radius:3px;background:var(--faint);border:1px solid var(--rule)}
        .meter i{position:absolute;inset:0 auto 0 0;border-radius:2px 0 0 2px;background:var(--good)}
        .meter.fail i{background:var(--bad)}.meter.other i{background:var(--warn)}
        .meter u{position:absolute;top:-5px;bottom:-5px;width:2px;background:var(--ink);margin-left:-1px}
        #questions{margin-top:30px}
        .questions{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px;margin:0;padding:0}
        .question{display:grid;grid-template-rows:subgrid;grid-row:span 2;gap:14px;padding:18px 22px}
        .question h3{color:var(--soft);font-size:14.5px;font-weight:600;margin:0 0 4px}
        .question .answer{font-size:17.5px;line-height:1.4;font-weight:570;letter-spacing:-.006em;margin:0 0 6px;text-wrap:pretty}
        .question .figure{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 9px;font-size:36px;line-height:1.1;letter-spacing:-.03em;font-weight:700;margin:0 0 6px}
        .question .figure small{font-size:15px;letter-spacing:0;font-weight:500;color:var(--soft);line-height:1.3;flex:1 1 9em}
        .question .more{font-size:14px;color:var(--soft);margin:0}
        .question .chart{margin:0;align-self:end}
        .helped{border-left:4px solid var(--link);border-radius:4px 12px 12px 4px;margin:16px 0 0}
        .helped p{margin:0}
        .chart{margin:0;min-width:0}
        .chart figcaption{font-size:14.5px;line-height:1.4;margin:0 0 6px}
        .chart figcaption b{font-weight:650}.chart figcaption span{color:var(--soft);font-size:13px}
        .key{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:0 0 6px;padding:0;font-size:13px}
        .key li{display:flex;align-items:center;gap:7px}
        .key li::before{content:"";width:18px;height:0;border-top:3px solid var(--c,var(--soft));border-radius:2px}
        .key li.dashed::before{border-top-style:dashed;border-top-width:2px}
        .key.squares li::before{width:13px;height:13px;border:1px solid var(--rule);background:var(--c);border-radius:3px}
        .s0{--c:var(--s0)}.s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}.s4{--c:var(--s4)}.s5{--c:var(--s5)}.s6{--c:var(--s6)}.s7{--c:var(--s7)}
        .demand{--c:var(--demand)}.good{--c:var(--good)}.bad{--c:var(--bad)}.soft{--c:var(--soft)}
        .h0{--c:var(--h0)}.h1{--c:var(--h1)}.h2{--c:var(--h2)}.h3{--c:var(--h3)}.h4{--c:var(--h4)}.h5{--c:var(--h5)}
        .chart{container-type:inline-size}
        .frame{display:grid;grid-template-columns:auto minmax(0,1fr);grid-template-rows:auto 20px;column-gap:8px;padding-top:22px}
        .ys{position:relative;width:56px;font-size:12px;color:var(--soft)}
        .ys span{position:absolute;right:0;transform:translateY(50%);white-space:nowrap;line-height:1}
        .plot{position:relative;height:240px}
        .compact .plot{height:150px}
        .plot svg{display:block;width:100%;height:100%;overflow:visible}
        .plot path{vector-effect:non-scaling-stroke;fill:none}
        .plot .rule{stroke:var(--rule);stroke-width:1}
        .plot .mark{stroke:var(--ink);stroke-width:1.25;stroke-dasharray:2 3}
        .plot .bound{stroke:var(--bad);stroke-width:1.25;stroke-dasharray:6 4}
        .plot .line{stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .plot .line.soft{stroke-width:1.25}.plot .line.dashed{stroke-dasharray:6 4;stroke-width:1.5}
        .plot .area{fill:var(--c);opacity:.16}.plot .gap{fill:var(--c);opacity:.2}
        .plot .band{fill:var(--soft);opacity:.09}
        .plot .heat{fill:var(--c);stroke:none}
        .flag{position:absolute;top:-18px;transform:translateX(-50%);font-size:12px;line-height:1.25;font-weight:600;background:var(--paper);\
        padding:0 3px;border-radius:3px;white-space:nowrap}
        .flag.left{transform:translateX(-100%) translateX(12px)}.flag.right{transform:translateX(-12px)}
        .xs{position:relative;grid-column:2;font-size:12px;color:var(--soft);height:20px}
        .xs span{position:absolute;top:6px;transform:translateX(-50%);white-space:nowrap;line-height:1}
        @container (max-width:700px){.xs .minor,.flag.minor{display:none}}
        .xs .first{transform:none}.xs .last{transform:translateX(-100%)}
        .axis{margin:2px 0 0;text-align:right;font-size:12px;color:var(--soft)}
        .heatmap .plot{height:calc(var(--rows)*30px)}.heatmap .ys.names{width:auto;min-width:96px}
        .heatmap .ys.names span{position:absolute;right:0}
        .grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px}
        .below{margin-top:16px}
        .grid>.span,.grid>.span:first-child~.card:last-child:nth-child(even),\
        .grid:not(:has(>.span))>.card:last-child:nth-child(odd){grid-column:1/-1}
        .numbers{margin-top:6px;font-size:13px}.numbers summary,.trace summary{cursor:pointer}
        .numbers summary{color:var(--link);width:max-content;padding:3px 0}
        .numbers table{font-size:13px}.numbers th,.numbers td{padding:3px 9px}
        .map{display:block;width:100%;height:auto;font-size:14px}
        .map.down{display:none;max-width:420px;margin:0 auto}
        .map .flow{fill:none;stroke-linecap:butt;stroke-linejoin:round;opacity:.9}.map .flow.t0{opacity:.6}
        .t0{stroke:var(--t0)}.t1{stroke:var(--t1)}.t2{stroke:var(--t2)}.t3{stroke:var(--t3)}.t4{stroke:var(--t4)}.t5{stroke:var(--t5)}
        .map rect{fill:var(--paper);stroke:var(--soft);stroke-width:1.25}
        .map .n3 rect,.map .n4 rect,.map .n5 rect{stroke:var(--bad);stroke-width:2}
        .map text{fill:var(--ink);text-anchor:middle;font-weight:620}.map text.small{font-size:11.5px;font-weight:450;fill:var(--soft)}
        .mapkey{margin-top:10px}
        .mapkey li::before{border-top-width:6px;border-color:var(--k)}
        .stack{display:flex;height:14px;border-radius:3px;overflow:hidden;min-width:160px;background:var(--faint)}
        .stack i{display:block;background:var(--c)}
        .trace{background:var(--paper);border:1px solid var(--rule);border-radius:10px;margin:0 0 10px;padding:0 16px}
        .trace summary{padding:11px 0;font-size:14.5px}
        .trace b{font-weight:650}
        .waterfall{font-size:13.5px;margin-bottom:12px}
        .waterfall td,.waterfall th{padding:3px 8px;border-bottom-color:var(--faint)}
        .waterfall tbody th{font-weight:430;text-align:left;white-space:normal;padding-left:calc(8px + var(--depth,0)*14px);min-width:220px}
        .waterfall thead th:nth-child(2),.waterfall thead th:nth-child(4){text-align:left}.lane .later{position:absolute;right:4px;top:2px;color:var(--soft)}
        .waterfall td.when{color:var(--soft);text-align:left}
        .waterfall .place{color:var(--soft)}
        .waterfall .milestone th{font-weight:680}.waterfall .trouble th{color:var(--bad)}.waterfall .wait th{color:var(--soft)}
        .waterfall .lane{position:relative;width:34%;min-width:140px}
        .lane i{position:absolute;top:50%;height:10px;margin-top:-5px;min-width:2px;border-radius:1px;background:var(--s0)}
        .wait .lane i{background:var(--s7);opacity:.55}.trouble .lane i{background:var(--bad)}
        .lane i.dot{width:2px;height:16px;margin-top:-8px;background:var(--ink)}
        .note{color:var(--soft);font-size:13.5px}
        dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 18px;margin:0;font-size:14.5px}
        dl.facts dt{color:var(--soft)}dl.facts dd{margin:0}
        footer{color:var(--soft);font-size:13px;padding-top:36px;padding-bottom:48px}
        @media (max-width:860px){.questions,.grid{grid-template-columns:minmax(0,1fr)}}
        @media (max-width:640px){main,header,footer{padding-left:14px;padding-right:14px}header{padding-top:20px}
        .card,.question{padding:14px}.budgets{padding:4px 14px}h2{margin-top:40px}
        .xs .minor{display:none}.flag.minor{display:none}.ys{width:46px}.plot{height:200px}.compact .plot{height:160px}
        .map.across{display:none}.map.down{display:block}
        .question .figure{font-size:32px}.question .answer{font-size:17px}
        .budgets table,.budgets tbody{display:block}.budgets thead{display:none}
        .budgets tr{display:grid;grid-template-columns:auto 1fr;gap:2px 12px;padding:10px 0;border-bottom:1px solid var(--rule)}
        .budgets tr:last-child{border-bottom:0}
        .budgets td,.budgets th{border:0;padding:0;text-align:left}.budgets td.value+td.value{text-align:right}
        .budgets .name,.budgets td.bar,.budgets .why{grid-column:1/-1}.budgets td.bar{width:100%;padding:6px 0}
        .heatmap .ys.names{min-width:64px}.waterfall .lane{display:none}dl.facts{grid-template-columns:minmax(0,1fr);gap:0}dl.facts dd{margin-bottom:8px}}
        @media print{@page{margin:14mm}:root{--ground:#fff;--paper:#fff;--ink:#111;--soft:#444;--rule:#ccc;--faint:#f3f3f3;--link:#111;\
        --good:#0f6b3f;--bad:#a81e14;--warn:#7a4800;--demand:#1f4fb0;--goodfill:#fff;--badfill:#fff;--warnfill:#fff}
        body{font-size:10.5pt}main,header,footer{max-width:none;padding:0}.numbers,.skip{display:none}
        .card,.trace{border-color:#bbb;padding:10px 12px;break-inside:avoid}.card:has(table),.trace{break-inside:auto}.trace summary,caption{break-after:avoid}.budgets.card{break-inside:avoid}tr,.chart{break-inside:avoid}thead{display:table-header-group}.grid{grid-template-columns:repeat(2,minmax(0,1fr));gap:10px}h2,h3,.lead{break-after:avoid}h2{margin-top:24px}.xs .minor{display:none}th,td{padding:4px 6px}.budgets td.bar{min-width:90px;width:18%}.scroll{overflow:visible}
        .questions{grid-template-columns:repeat(2,minmax(0,1fr));gap:10px}.question{break-inside:avoid}.question .figure{font-size:22pt}.question .answer{font-size:11.5pt}.plot{height:150px}.compact .plot{height:120px}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
        """
}
