using System.Globalization;
using System.Numerics;
using System.Text;
using LogHog.Protocols.PythonLogging.Pickle;
using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>
/// Python's <c>message % args</c>, for senders that left the merging to us. The handlers of the standard library do it themselves.
/// </summary>
internal sealed class PercentFormat(ReprWriter writer)
{
    // Beyond any text that we would write; keeps the arithmetic of widths from overflowing.
    private const int WidthMax = 1 << 24;

    // '\U0001f600' and quotes; more is not one character, and need not be looked at.
    private const int CharacterBytesMax = 12;

    // A decimal of more digits says as a double nothing more.
    private const int DecimalBytesMax = 1_100;

    /// <summary>Writes the merged text.</summary>
    /// <param name="tree">The pickle.</param>
    /// <param name="format">The message; not of the output or its scratch memory.</param>
    /// <param name="args">A tuple, a mapping, or the only argument.</param>
    /// <returns>Null = well done; else what Python says is wrong, and what was written is of no use.</returns>
    public string? Merge(scoped in PickleTree tree, ReadOnlySpan<byte> format, int args)
    {
        var arguments = new PercentArguments(tree, args, tree.IsTuple(args) ? tree.Items(args) : default);
        ReadOnlySpan<byte> rest = format;
        while (!rest.IsEmpty && writer.Failure == RejectReason.None)
        {
            int percent = rest.IndexOf((byte)'%');
            writer.Output.Write(percent < 0 ? rest : rest[..percent]);
            if (percent < 0)
                break;
            rest = rest[(percent + 1)..];
            string? error = MergeOne(tree, format, ref rest, ref arguments);
            if (error is not null)
                return error;
        }
        return arguments.AreLeft ? "TypeError: not all arguments converted during string formatting" : null;
    }

    private string? MergeOne(scoped in PickleTree tree, ReadOnlySpan<byte> format, ref ReadOnlySpan<byte> rest, ref PercentArguments arguments)
    {
        if (rest is [(byte)'%', ..])
        {
            writer.Output.Write((byte)'%');
            rest = rest[1..];
            return null;
        }
        string? error = rest is [(byte)'(', ..] ? TakeKey(tree, ref rest, ref arguments) : null;
        if (error is not null)
            return error;
        error = ReadSpec(tree, ref rest, ref arguments, out PercentSpec spec);
        if (error is not null)
            return error;
        if (!arguments.TryTake(out int value))
            return "TypeError: not enough arguments for format string";
        if (IsConversion(spec.Conversion))
            return Convert(tree, spec, value);
        int index = WtfCharacter.Count(format) - WtfCharacter.Count(rest) - 1;
        return string.Create(CultureInfo.InvariantCulture,
            $"ValueError: unsupported format character '{(char)spec.Conversion}' (0x{spec.Conversion:x}) at index {index}");
    }

    /// <summary><c>(key)</c>; brackets in it may nest.</summary>
    private string? TakeKey(scoped in PickleTree tree, ref ReadOnlySpan<byte> rest, ref PercentArguments arguments)
    {
        if (!arguments.IsMapping)
            return "TypeError: format requires a mapping";
        int depth = 1;
        int end = 1;
        while (end < rest.Length && depth > 0)
        {
            depth += rest[end] == (byte)'(' ? 1 : rest[end] == (byte)')' ? -1 : 0;
            end++;
        }
        if (depth > 0)
            return "ValueError: incomplete format key";
        ReadOnlySpan<byte> key = rest[1..(end - 1)];
        rest = rest[end..];
        return arguments.TryChoose(tree, writer, key) ? null : $"KeyError: '{Encoding.UTF8.GetString(key)}'";
    }

    private static string? ReadSpec(
        scoped in PickleTree tree, ref ReadOnlySpan<byte> rest, ref PercentArguments arguments, out PercentSpec spec)
    {
        spec = new PercentSpec { Precision = -1 };
        while (!rest.IsEmpty && spec.TrySetFlag(rest[0]))
            rest = rest[1..];
        string? error = ReadNumber(tree, ref rest, ref arguments, "width", out int width);
        spec.IsLeft |= width < 0;
        spec.Width = Math.Abs(width);
        if (error is null && rest is [(byte)'.', ..])
        {
            rest = rest[1..];
            error = ReadNumber(tree, ref rest, ref arguments, "precision", out int precision);
            spec.Precision = Math.Max(precision, 0);
        }
        if (error is not null)
            return error;
        if (rest is [(byte)'h' or (byte)'l' or (byte)'L', ..])
            rest = rest[1..];
        if (rest.IsEmpty)
            return "ValueError: incomplete format";
        spec.Conversion = rest[0];
        rest = rest[1..];
        return null;
    }

    private static string? ReadNumber(
        scoped in PickleTree tree, ref ReadOnlySpan<byte> rest, ref PercentArguments arguments, string what, out int number)
    {
        number = 0;
        if (rest is [(byte)'*', ..])
        {
            rest = rest[1..];
            if (!arguments.TryTake(out int value))
                return "TypeError: not enough arguments for format string";
            if (tree.KindOf(value) != PickleKind.Integer || !NumberText.TryGetInteger(tree.Pickle, value, out long given))
                return "TypeError: * wants int";
            number = (int)Math.Clamp(given, -WidthMax, WidthMax);
            return null;
        }
        while (rest is [>= (byte)'0' and <= (byte)'9', ..])
        {
            number = (number * 10) + rest[0] - '0';
            rest = rest[1..];
            if (number > WidthMax)
                return $"ValueError: {what} too big";
        }
        return null;
    }

    private static bool IsConversion(byte letter) => "sracdiuoxXeEfFgG"u8.Contains(letter);

    private string? Convert(scoped in PickleTree tree, PercentSpec spec, int value)
    {
        int start = writer.Output.Length;
        switch (spec.Conversion)
        {
            case (byte)'s':
                writer.WriteStr(tree, value);
                spec.FinishText(writer.Output, start);
                return null;
            case (byte)'r':
                writer.WriteRepr(tree, value);
                spec.FinishText(writer.Output, start);
                return null;
            case (byte)'a':
                writer.WriteRepr(tree, value);
                TextRepr.MakeAscii(writer.Output, start);
                spec.FinishText(writer.Output, start);
                return null;
            case (byte)'c':
                return WriteCharacter(tree, spec, value);
            case (byte)'d' or (byte)'i' or (byte)'u' or (byte)'o' or (byte)'x' or (byte)'X':
                return WriteInteger(tree, spec, value);
            default:
                if (!TryGetFloat(tree, value, out double number))
                    return $"TypeError: must be real number, not {PercentArguments.TypeName(tree, value)}";
                PercentNumber.WriteFloat(writer.Output, spec, number);
                return null;
        }
    }

    private string? WriteCharacter(scoped in PickleTree tree, PercentSpec spec, int value)
    {
        int start = writer.Output.Length;
        if (TryGetInteger(tree, value, out BigInteger number))
        {
            if (number < 0 || number > 0x10FFFF)
                return "OverflowError: %c arg not in range(0x110000)";
            Span<byte> room = writer.Output.Reserve(4);
            if (!room.IsEmpty)
                writer.Output.Commit(Json.Wtf8.Write((int)number, room));
        }
        else
        {
            if (tree.KindOf(value) is not (PickleKind.Text or PickleKind.ByteText) || tree.Content(value).Length > CharacterBytesMax
                || !writer.TryGetText(tree, value, out ReadOnlySpan<byte> text) || WtfCharacter.Count(text) != 1)
                return "TypeError: %c requires int or char";
            writer.Output.Write(text);
        }
        spec.Precision = -1;
        spec.FinishText(writer.Output, start);
        return null;
    }

    private string? WriteInteger(scoped in PickleTree tree, PercentSpec spec, int value)
    {
        bool isDecimal = spec.Conversion is (byte)'d' or (byte)'i' or (byte)'u';
        if (!TryGetInteger(tree, value, out BigInteger number))
        {
            if (!isDecimal || !TryGetFloat(tree, value, out double real))
                return WrongType(spec.Conversion, isDecimal ? "a real number" : "an integer", PercentArguments.TypeName(tree, value));
            if (!double.IsFinite(real))
                return double.IsNaN(real)
                    ? "ValueError: cannot convert float NaN to integer"
                    : "OverflowError: cannot convert float infinity to integer";
            number = new BigInteger(real);
        }
        PercentNumber.WriteInteger(writer.Output, spec, number);
        return null;
    }

    private static string WrongType(byte conversion, string wanted, string given) =>
        string.Create(CultureInfo.InvariantCulture, $"TypeError: %{(char)conversion} format: {wanted} is required, not {given}");

    private static bool TryGetInteger(scoped in PickleTree tree, int value, out BigInteger number)
    {
        PickleKind kind = tree.KindOf(value);
        number = kind == PickleKind.True ? BigInteger.One : BigInteger.Zero;
        return kind is PickleKind.True or PickleKind.False
            || (kind == PickleKind.Integer && NumberText.TryGetBigInteger(tree.Pickle, value, out number));
    }

    private bool TryGetFloat(scoped in PickleTree tree, int value, out double number)
    {
        if (TryGetInteger(tree, value, out BigInteger integer))
        {
            number = (double)integer;
            return true;
        }
        number = 0;
        switch (tree.KindOf(value))
        {
            case PickleKind.Float:
                number = NumberText.Float(tree.Pickle, value);
                return true;
            case PickleKind.Object:
                ObjectShape shape = ObjectShape.Of(tree, value);
                PickleItems arguments = shape.Arguments;
                return shape.Known == KnownName.Decimal && arguments.TryTake(out int digits)
                    && tree.KindOf(digits) is PickleKind.Text or PickleKind.ByteText && tree.Content(digits).Length <= DecimalBytesMax
                    && writer.TryGetText(tree, digits, out ReadOnlySpan<byte> text)
                    && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
            default:
                return false;
        }
    }
}
