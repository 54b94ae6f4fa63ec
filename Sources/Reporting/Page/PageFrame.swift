/// What all pages have around them: one self-contained file, no script, no network, light and dark.
enum PageFrame {
    /// The page.
    /// - Parameters:
    ///   - title: in the window's title.
    ///   - style: rules of this page alone.
    ///   - body: what is on it.
    static func text(title: String, style: String = "", body: Markup) -> String {
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="Rehearse">
            <link rel="icon" href="data:,">
            <title>\(title)</title>
            <style>
            \(Markup(raw: PageStyle.text + (style.isEmpty ? "" : "\n" + style)))
            </style>
            </head>
            <body>
            \(body)
            </body>
            </html>

            """
        return page.text
    }
}
