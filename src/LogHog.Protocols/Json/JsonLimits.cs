namespace LogHog.Protocols.Json;

/// <summary>What the members of one JSON object may cost.</summary>
/// <param name="FieldsMax">Fields of one event.</param>
/// <param name="FieldNameBytesMax">Bytes of a field's name with the names around it and the dots.</param>
/// <param name="DepthMax">How deep objects and arrays may nest, the outermost object being 1.</param>
internal sealed record JsonLimits(int FieldsMax, int FieldNameBytesMax, int DepthMax);
