namespace LogHog.Engine.Query.Parsing;

/// <summary>Arguments of functions in brackets.</summary>
internal static class Arguments
{
    /// <summary>Reads <c>(a, b, …)</c>; a comma may follow the last one.</summary>
    public static List<string> ReadList(TokenReader reader, string function)
    {
        reader.Expect("(", $"after {function}");
        List<string> arguments = [];
        while (!reader.Skip(")"))
        {
            arguments.Add(reader.ReadPhrase($"an argument of {function}"));
            if (!reader.Skip(",") && !reader.Is(")"))
            {
                throw reader.Unexpected($"',' or ')' in {function}(…)");
            }
        }

        return arguments;
    }

    public static List<string> ReadList(TokenReader reader, string function, int count)
    {
        int at = reader.Position;
        List<string> arguments = ReadList(reader, function);
        return arguments.Count == count
            ? arguments
            : throw new LogsQlException($"{function}(…) takes {count} argument{(count == 1 ? "" : "s")}, not {arguments.Count}", at);
    }

    /// <summary>Reads <c>(text)</c> or <c>(text*)</c>.</summary>
    public static (string Text, bool IsPrefix) ReadMaybePrefix(TokenReader reader, string function)
    {
        reader.Expect("(", $"after {function}");
        string text = reader.Is("*") ? "" : reader.ReadPhrase($"the argument of {function}");
        bool prefix = reader.Is("*") && !(text.Length > 0 && reader.Current.SpaceBefore);
        if (prefix)
        {
            reader.Next();
        }

        reader.Expect(")", $"at the end of {function}(…)");
        return (text, prefix);
    }
}
