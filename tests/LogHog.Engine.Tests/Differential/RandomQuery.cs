namespace LogHog.Engine.Tests.Differential;

/// <summary>A query, and what of its answer is fixed.</summary>
/// <param name="Text">What is asked.</param>
/// <param name="Order">How two answers to it compare.</param>
/// <param name="Unlimited">For <see cref="AnswerOrder.AnyOf"/>: the query without its limit.</param>
/// <param name="Limit">For <see cref="AnswerOrder.AnyOf"/>: the most rows of an answer.</param>
internal sealed record RandomQuery(string Text, AnswerOrder Order, string Unlimited, int Limit);

internal enum AnswerOrder
{
    /// <summary>The same rows, in any order.</summary>
    Free,

    /// <summary>The same rows in the same order.</summary>
    Fixed,

    /// <summary>So many of the rows of the unlimited query, whichever they are.</summary>
    AnyOf,
}
