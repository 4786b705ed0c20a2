namespace LogHog.Engine.Query.Pipes;

/// <summary>What a pipe does with a row that stands for several equal ones (<see cref="Row.Weight"/>).</summary>
internal enum WeightUse
{
    /// <summary>It needs every row by itself: it counts, numbers, sorts or draws them.</summary>
    Refuses,

    /// <summary>What comes out of a row depends on its fields alone; the weight goes along.</summary>
    Passes,

    /// <summary>It sums rows up, and counts each as many times as it weighs.</summary>
    Takes,
}
