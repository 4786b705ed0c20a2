namespace LogHog.Engine.Configuration.Values;

/// <summary>Permissions of a file in octal digits, as for chmod.</summary>
internal static class FileModeText
{
    public static readonly ValueKind<UnixFileMode> Kind = new("permissions", (text, _) =>
        text.Length is 3 or 4 && text.All(static c => c is >= '0' and <= '7') && Convert.ToInt32(text, 8) is <= 0x1ff and int mode
            ? Parsed<UnixFileMode>.Good((UnixFileMode)mode)
            : Parsed<UnixFileMode>.NotOneOf(text, "octal digits from 0000 to 0777, such as 0660"));
}
