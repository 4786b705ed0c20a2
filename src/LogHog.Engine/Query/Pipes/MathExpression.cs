using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>An arithmetic expression. What is no number is NaN, and so is what is made of it, up to <c>default</c>.</summary>
internal abstract record MathExpression
{
    public abstract double Evaluate(Row row);

    public virtual IEnumerable<string> Fields => [];

    /// <summary>Gives another value each time it is asked.</summary>
    public virtual bool IsRandom => false;

    /// <summary>A number, with the text that it was written as.</summary>
    internal sealed record Constant(double Value, string Written) : MathExpression
    {
        public override double Evaluate(Row row) => Value;

        public override string ToString() => Written;
    }

    internal sealed record Field(string Name) : MathExpression
    {
        public override IEnumerable<string> Fields => [Name];

        public override double Evaluate(Row row) => Numbers.TryParseMath(row.Get(Name), out double value) ? value : double.NaN;

        public override string ToString() => Keywords.Quote(Name);
    }

    internal sealed record Negation(MathExpression Operand) : MathExpression
    {
        public override IEnumerable<string> Fields => Operand.Fields;

        public override bool IsRandom => Operand.IsRandom;

        public override double Evaluate(Row row) => -Operand.Evaluate(row);

        public override string ToString() => Operand is Binary ? $"-({Operand})" : $"-{Operand}";
    }

    /// <param name="Operator">One of <see cref="MathParser.Priorities"/>.</param>
    /// <param name="Left">Left operand.</param>
    /// <param name="Right">Right operand.</param>
    internal sealed record Binary(string Operator, MathExpression Left, MathExpression Right) : MathExpression
    {
        public override IEnumerable<string> Fields => [.. Left.Fields, .. Right.Fields];

        public override bool IsRandom => Left.IsRandom || Right.IsRandom;

        public override double Evaluate(Row row)
        {
            double a = Left.Evaluate(row);
            double b = Right.Evaluate(row);
            return Operator switch
            {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "/" => a / b,
                "%" => a % b,
                "^" => Math.Pow(a, b),
                "default" => double.IsNaN(a) ? b : a,
                _ => Bits(a, b),
            };
        }

        private double Bits(double a, double b)
        {
            if (double.IsNaN(a) || double.IsNaN(b))
            {
                return double.NaN;
            }

            ulong x = a < 0 ? unchecked((ulong)(long)a) : (ulong)a;
            ulong y = b < 0 ? unchecked((ulong)(long)b) : (ulong)b;
            return Operator switch
            {
                "&" => x & y,
                "or" => x | y,
                _ => x ^ y,
            };
        }

        public override string ToString()
        {
            int own = MathParser.Priorities[Operator];
            string left = Left is Binary l && MathParser.Priorities[l.Operator] > own ? $"({Left})" : Left.ToString();
            string right = Right is Binary r && MathParser.Priorities[r.Operator] >= own ? $"({Right})" : Right.ToString();
            return $"{left} {Operator} {right}";
        }
    }

    internal sealed record Call(string Function, IReadOnlyList<MathExpression> Arguments, long NowUnixNs) : MathExpression
    {
        public override IEnumerable<string> Fields => Arguments.SelectMany(argument => argument.Fields);

        public override bool IsRandom => Function == "rand" || Arguments.Any(static argument => argument.IsRandom);

        public override double Evaluate(Row row)
        {
            double first = Arguments.Count > 0 ? Arguments[0].Evaluate(row) : double.NaN;
            return Function switch
            {
                "abs" => Math.Abs(first),
                "ceil" => Math.Ceiling(first),
                "exp" => Math.Exp(first),
                "floor" => Math.Floor(first),
                "ln" => Math.Log(first),
                "now" => NowUnixNs,
                "rand" => Random.Shared.NextDouble(),
                "round" when Arguments.Count == 1 => Math.Round(first, MidpointRounding.AwayFromZero),
                "round" => RoundTo(first, Arguments[1].Evaluate(row)),
                _ => Extreme(row, first),
            };
        }

        /// <summary>The least or the greatest of the arguments that are numbers.</summary>
        private double Extreme(Row row, double first)
        {
            double result = first;
            foreach (MathExpression argument in Arguments.Skip(1))
            {
                double value = argument.Evaluate(row);
                bool better = Function == "max" ? value > result : value < result;
                result = double.IsNaN(result) || better ? value : result;
            }

            return result;
        }

        /// <summary>To the nearest multiple, and without the digits that only binary fractions have.</summary>
        private static double RoundTo(double value, double nearest)
        {
            if (!double.IsFinite(value) || !double.IsFinite(nearest) || nearest == 0)
            {
                return double.NaN;
            }

            string text = ((decimal)Math.Clamp(Math.Abs(nearest), 1e-20, 1e20)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            int point = text.IndexOf('.', StringComparison.Ordinal);
            double scale = Math.Pow(10, point < 0 ? 0 : text.Length - point - 1);
            double moved = value + (0.5 * Math.CopySign(nearest, value));
            return Math.Truncate((moved - (moved % nearest)) * scale) / scale;
        }

        public override string ToString() => $"{Function}({string.Join(", ", Arguments)})";
    }
}
