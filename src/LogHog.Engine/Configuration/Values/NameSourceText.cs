namespace LogHog.Engine.Configuration.Values;

/// <summary>Where a name comes from: a fixed text, <c>record:FIELD</c>, <c>listener</c> or <c>client</c>.</summary>
internal static class NameSourceText
{
    public static readonly ValueKind<string> Kind = new("name", (text, _) =>
    {
        if (text.Any(char.IsControl))
            return Parsed<string>.NotOneOf(text, "a name without control characters");
        return text == "record:"
            ? Parsed<string>.NotOneOf(text, "the field's name behind the colon, such as record:service")
            : Parsed<string>.Good(text);
    });
}
