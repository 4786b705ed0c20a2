namespace LogHog.Server.Http.Access;

/// <summary>Whom a path is for. A path that does not say is for those who may query: nothing is open by oversight.</summary>
internal enum AccessRequirement
{
    Query,
    Ingest,

    /// <summary>Those who may change what the server does: by a token with that permission, or on this machine if it may query without one.</summary>
    Admin,

    /// <summary>Everybody on this machine, whatever the settings, and those who may query.</summary>
    LocalOrQuery,

    /// <summary>Everybody.</summary>
    Nothing,
}
