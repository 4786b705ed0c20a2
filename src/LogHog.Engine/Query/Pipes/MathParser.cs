using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>Reads arithmetic expressions.</summary>
internal static class MathParser
{
    /// <summary>Lower numbers bind tighter.</summary>
    public static readonly Dictionary<string, int> Priorities = new()
    {
        ["^"] = 1, ["*"] = 2, ["/"] = 2, ["%"] = 2, ["+"] = 3, ["-"] = 3, ["&"] = 4, ["xor"] = 5, ["or"] = 6, ["default"] = 10,
    };

    private const int LoosestPriority = 10;

    private static readonly Dictionary<string, (int Min, int Max)> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["abs"] = (1, 1), ["ceil"] = (1, 1), ["exp"] = (1, 1), ["floor"] = (1, 1), ["ln"] = (1, 1), ["max"] = (2, 99), ["min"] = (2, 99),
        ["now"] = (0, 0), ["rand"] = (0, 0), ["round"] = (1, 2),
    };

    public static MathExpression Parse(TokenReader reader) => ParseBinary(reader, LoosestPriority);

    private static MathExpression ParseBinary(TokenReader reader, int loosest)
    {
        reader.Enter();
        MathExpression left = ParseOperand(reader);
        int operators = 0;
        while (!reader.Current.IsQuoted && Priorities.TryGetValue(reader.Current.Text.ToLowerInvariant(), out int priority) && priority <= loosest)
        {
            string sign = reader.Current.Text.ToLowerInvariant();
            reader.Next();
            if (++operators > QueryLimits.ItemsMax)
            {
                throw reader.Error($"arithmetic has at most {QueryLimits.ItemsMax} operators in a row");
            }

            left = new MathExpression.Binary(sign, left, ParseBinary(reader, priority - 1));
        }

        reader.Leave();
        return left;
    }

    private static MathExpression ParseOperand(TokenReader reader)
    {
        reader.Enter();
        try
        {
            if (reader.Skip("("))
            {
                MathExpression inner = Parse(reader);
                reader.Expect(")", "at the end of the bracket");
                return inner;
            }

            if (reader.Skip("-"))
            {
                return new MathExpression.Negation(ParseOperand(reader));
            }

            if (reader.Skip("+"))
            {
                return ParseOperand(reader);
            }

            return !reader.Current.IsQuoted && Functions.TryGetValue(reader.Current.Text, out (int Min, int Max) bounds) && reader.IsNext("(")
                ? ParseCall(reader, bounds)
                : ParseValue(reader);
        }
        finally
        {
            reader.Leave();
        }
    }

    private static MathExpression.Call ParseCall(TokenReader reader, (int Min, int Max) bounds)
    {
        string function = reader.Current.Text.ToLowerInvariant();
        int at = reader.Position;
        reader.Next();
        reader.Expect("(", $"after {function}");
        List<MathExpression> arguments = [];
        while (!reader.Skip(")"))
        {
            arguments.Add(Parse(reader));
            if (!reader.Skip(",") && !reader.Is(")"))
            {
                throw reader.Unexpected($"',' or ')' in {function}(…)");
            }
        }

        return arguments.Count >= bounds.Min && arguments.Count <= bounds.Max
            ? new MathExpression.Call(function, arguments, reader.NowUnixNs)
            : throw new LogsQlException($"{function}(…) does not take {arguments.Count} arguments", at);
    }

    private static MathExpression ParseValue(TokenReader reader)
    {
        int at = reader.Position;
        bool quoted = reader.Current.IsQuoted;
        string text = reader.ReadMathWord("a number, a field or a bracket");
        bool number = text.Length > 0 && (char.IsAsciiDigit(text[0]) || (text[0] == '.' && text.Length > 1 && char.IsAsciiDigit(text[1])));
        if (!number)
        {
            return text == "*" ? throw new LogsQlException("a star is no operand", at) : new MathExpression.Field(PipeSyntax.Canonical(text));
        }

        return Numbers.TryParseMath(text, out double value)
            ? new MathExpression.Constant(value, quoted ? QuotedText.Quote(text) : text)
            : throw new LogsQlException($"'{text}' is not a number", at);
    }
}
