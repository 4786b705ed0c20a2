using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary>What happens to fields that are there already when a pipe makes new ones.</summary>
internal enum ResultPolicy
{
    /// <summary>New values replace old ones.</summary>
    Replace,

    /// <summary>Values that are there stay: <c>keep_original_fields</c>.</summary>
    KeepOriginal,

    /// <summary>Empty new values do not replace: <c>skip_empty_results</c>.</summary>
    SkipEmpty,
}

internal static class ResultPolicies
{
    public static ResultPolicy Read(TokenReader reader) => reader.Skip("keep_original_fields") ? ResultPolicy.KeepOriginal
        : reader.Skip("skip_empty_results") ? ResultPolicy.SkipEmpty
        : ResultPolicy.Replace;

    public static string Text(this ResultPolicy policy) => policy switch
    {
        ResultPolicy.KeepOriginal => " keep_original_fields",
        ResultPolicy.SkipEmpty => " skip_empty_results",
        _ => "",
    };

    public static void Store(this ResultPolicy policy, Row row, string field, ReadOnlyMemory<byte> value)
    {
        bool keep = (policy == ResultPolicy.KeepOriginal && row.Get(field).Length > 0) || (policy == ResultPolicy.SkipEmpty && value.Length == 0);
        if (!keep)
        {
            row.Set(field, value);
        }
    }

    /// <summary>Takes a result out of the needed fields where its old value cannot matter.</summary>
    public static void Narrow(this ResultPolicy policy, NeededFields needed, IEnumerable<string> results, bool conditional)
    {
        if (policy == ResultPolicy.Replace && !conditional)
        {
            foreach (string result in results)
            {
                needed.Remove(result);
            }
        }
    }
}
