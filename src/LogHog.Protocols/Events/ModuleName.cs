namespace LogHog.Protocols.Events;

/// <summary>The two spellings of a module: <c>root.web</c> is <c>web</c>, and <c>root</c> is the empty name (spec §1, §2).</summary>
public static class ModuleName
{
    private static ReadOnlySpan<byte> Root => "root"u8;

    /// <summary>The plain form: without the leading <c>root.</c>; empty for the root module. A slice of its argument.</summary>
    public static ReadOnlyMemory<byte> Normalize(ReadOnlyMemory<byte> module)
    {
        ReadOnlySpan<byte> text = module.Span;
        if (!text.StartsWith(Root))
            return module;
        if (text.Length == Root.Length)
            return default;
        return text[Root.Length] == (byte)'.' ? module[(Root.Length + 1)..] : module;
    }

    /// <inheritdoc cref="Normalize(ReadOnlyMemory{byte})"/>
    public static string Normalize(string module) =>
        module == "root" ? "" : module.StartsWith("root.", StringComparison.Ordinal) ? module["root.".Length..] : module;
}
