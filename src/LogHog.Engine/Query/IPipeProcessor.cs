namespace LogHog.Engine.Query;

/// <summary>Takes rows, batch by batch. Pipes are such, and so is whoever wants a query's answer.</summary>
public interface IPipeProcessor
{
    /// <summary>
    /// Takes a batch. The rows are lent until the call returns; the receiver may change or remove them.
    /// </summary>
    /// <returns>False = no more rows are wanted, and further ones change nothing.</returns>
    bool Process(RowBatch batch);

    /// <summary>All rows have been given: what was held back goes on.</summary>
    void Flush();
}
