/// What the page of a migration has of its own in its style sheet.
enum MigrationStyle {
    static let text = """
        td .part{display:block;height:3px;margin:3px 0 -4px auto;background:var(--bad);border-radius:2px}
        tfoot th,tfoot td{font-weight:650;border-top:1px solid var(--soft);border-bottom:0}
        .links thead th{max-width:150px}
        td.wide{min-width:190px;max-width:460px;text-wrap:pretty}
        .plot .whisker{stroke:var(--ink);stroke-width:1.75}
        h1{text-wrap:pretty;max-width:34em}.basis{margin:-8px 0 20px;max-width:62em;font-size:16px}
        table.dense th,table.dense td{padding-left:3px;padding-right:3px;font-size:12px}table.dense thead th{max-width:none;overflow-wrap:normal;font-size:11.5px}
        .fold{margin:10px 0 0}.fold>summary{cursor:pointer;padding:6px 0;font-size:14px}
        .said{margin:0 0 12px;max-width:66em;font-weight:570}
        details.lines{margin:0 0 10px}details.lines>summary{cursor:pointer;padding:6px 0;font-size:14.5px}
        .pair td{white-space:normal;min-width:130px}.pair th:first-child{width:120px}
        @media (min-width:861px){.grid>*:has(.numbers[open] th:nth-child(6)){grid-column:1/-1}}
        .contents{display:flex;flex-wrap:wrap;gap:4px 18px;margin:18px 0 0;font-size:14px}
        @media print{.contents{display:none}td.wide{min-width:0}table{font-size:8.6pt}caption,thead th{font-size:8pt}td,th{white-space:normal}}
        """
}
