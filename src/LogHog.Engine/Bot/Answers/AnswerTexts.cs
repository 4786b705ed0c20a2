namespace LogHog.Engine.Bot.Answers;

/// <summary>What the templates of a kind of answer can say, and what they say where the user has written none.</summary>
/// <param name="Names">Values.</param>
/// <param name="RowsName">The value that has rows; empty = none has.</param>
/// <param name="RowNames">What a row has; the first is what stands in a block.</param>
/// <param name="Markdown">The text with markup.</param>
/// <param name="Plain">The text without, for clients that show no markup.</param>
internal sealed record AnswerTexts(IReadOnlyList<string> Names, string RowsName, IReadOnlyList<string> RowNames, string Markdown, string Plain)
{
    /// <summary>Values that every answer has.</summary>
    private static readonly string[] Common = ["name", "caretaker", "person", "more"];

    private const string Commands = """
        {{#commands}}- **{{command}}**: {{what}}
        {{/commands}}

        {{#caretaker}}My caretaker is {{caretaker}}.{{/caretaker}}
        """;

    private const string PlainCommands = """
        {{#commands}}{{command}}: {{what}}
        {{/commands}}
        {{#caretaker}}My caretaker is {{caretaker}}.{{/caretaker}}
        """;

    private const string More = "\n\n{{#more}}… and {{more}} more{{/more}}";

    private static readonly Dictionary<AnswerKind, AnswerTexts> All = new()
    {
        [AnswerKind.Hello] = new(
            ["version", .. Common], "commands", ["command", "what"],
            $"Hello, I am **{{{{name}}}}**, the bot of a log server. You are {{{{person}}}}. I know:\n\n{Commands}",
            $"Hello, I am {{{{name}}}}, the bot of a log server. You are {{{{person}}}}. I know:\n\n{PlainCommands}"),
        [AnswerKind.Help] = new(Common, "commands", ["command", "what"], $"I know:\n\n{Commands}", $"I know:\n\n{PlainCommands}"),
        [AnswerKind.Issues] = new(
            ["count", .. Common], "issues", ["issue", "host", "severity", "since", "age", "icon", "acknowledged"],
            "**Active problems: {{count}}**\n\n{{#issues}}- {{icon}} **{{host}}**: {{issue}} ({{severity}}, for {{age}}{{#acknowledged}}, acknowledged{{/acknowledged}})\n{{/issues}}" + More,
            "Active problems: {{count}}\n\n{{#issues}}{{icon}} {{host}}: {{issue}} ({{severity}}, for {{age}}{{#acknowledged}}, acknowledged{{/acknowledged}})\n{{/issues}}" + More),
        [AnswerKind.Status] = new(
            [
                "hosts_enabled", "hosts_disabled", "items_enabled", "items_unsupported", "items_disabled",
                "triggers_enabled", "triggers_disabled", "triggers_problem", .. Common,
            ],
            "", [],
            """
            **Hosts**: {{hosts_enabled}} enabled, {{hosts_disabled}} disabled

            **Items**: {{items_enabled}} enabled, {{items_unsupported}} not supported, {{items_disabled}} disabled

            **Triggers**: {{triggers_enabled}} enabled, {{triggers_problem}} of them in state problem, {{triggers_disabled}} disabled
            """,
            """
            Hosts: {{hosts_enabled}} enabled, {{hosts_disabled}} disabled
            Items: {{items_enabled}} enabled, {{items_unsupported}} not supported, {{items_disabled}} disabled
            Triggers: {{triggers_enabled}} enabled, {{triggers_problem}} of them in state problem, {{triggers_disabled}} disabled
            """),
        [AnswerKind.Alerts] = new(
            ["count", .. Common], "alerts", ["alert", "rule", "severity", "icon", "since", "age", "events", "acknowledged_by", "silenced_until"],
            "**Alerts: {{count}}**\n\n{{#alerts}}- {{icon}} **{{rule}}**: {{alert}} (for {{age}}{{#acknowledged_by}}, acknowledged by {{acknowledged_by}}{{/acknowledged_by}}"
            + "{{#silenced_until}}, silenced until {{silenced_until}}{{/silenced_until}})\n{{/alerts}}" + More,
            "Alerts: {{count}}\n\n{{#alerts}}{{icon}} {{rule}}: {{alert}} (for {{age}}{{#acknowledged_by}}, acknowledged by {{acknowledged_by}}{{/acknowledged_by}}"
            + "{{#silenced_until}}, silenced until {{silenced_until}}{{/silenced_until}})\n{{/alerts}}" + More),
        [AnswerKind.Search] = Lines("Newest events with {{words}}, of the last {{window}}:", "No event with {{words}} in the last {{window}}."),
        [AnswerKind.Tail] = Lines("Newest events{{#words}} of {{words}}{{/words}}, of the last {{window}}:", "No event{{#words}} of {{words}}{{/words}} in the last {{window}}."),
        [AnswerKind.Sources] = new(
            ["count", "window", .. Common], "sources", ["app", "events", "last", "age"],
            "**Applications that wrote in the last {{window}}: {{count}}**\n\n{{#sources}}- **{{app}}**: {{events}} events, the last {{age}} ago\n{{/sources}}" + More,
            "Applications that wrote in the last {{window}}: {{count}}\n\n{{#sources}}{{app}}: {{events}} events, the last {{age}} ago\n{{/sources}}" + More),
        [AnswerKind.Silence] = new(
            ["rule", "until", .. Common], "", [],
            "**{{rule}}** is silent until {{until}}; {{person}} wants it so.", "{{rule}} is silent until {{until}}; {{person}} wants it so."),
        [AnswerKind.Ack] = new(
            ["rule", "count", .. Common], "", [],
            "{{#count}}**{{rule}}**: {{count}} acknowledged by {{person}}.{{/count}}{{^count}}**{{rule}}** has nothing to acknowledge.{{/count}}",
            "{{#count}}{{rule}}: {{count}} acknowledged by {{person}}.{{/count}}{{^count}}{{rule}} has nothing to acknowledge.{{/count}}"),
        [AnswerKind.Problem] = new(["problem", .. Common], "", [], "{{problem}}", "{{problem}}"),
    };

    public static AnswerTexts Of(AnswerKind kind) => All[kind];

    private static AnswerTexts Lines(string some, string none)
    {
        string text = $"{{{{#lines}}}}{{{{#first}}}}{some}{{{{/first}}}}{{{{/lines}}}}{{{{^lines}}}}{none}{{{{/lines}}}}\n\n{{{{lines}}}}{More}";
        return new AnswerTexts(["words", "window", .. Common], "lines", ["line", "time", "app", "host", "level", "message", "first"], text, text);
    }
}
