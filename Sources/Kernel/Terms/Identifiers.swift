/// Index into `Plan.systems`.
public typealias SystemID = Int
/// Index into `Plan.pools`.
public typealias PoolID = Int
/// Index into `Plan.queues`.
public typealias QueueID = Int
/// Index into `Plan.operations`.
public typealias OperationID = Int
/// Index into `Plan.links`.
public typealias LinkID = Int
/// Index into `Plan.edges`.
public typealias EdgeID = Int
/// Index into `Plan.routes`.
public typealias RouteID = Int
/// Index into `Plan.limiters`.
public typealias LimiterID = Int
/// Index into `Plan.calendars`.
public typealias CalendarID = Int
/// Index into `Plan.distributions`.
public typealias DistributionID = Int
/// Index into `Plan.journey.events`.
public typealias EventID = Int
/// Index into `Plan.steps`: where a program goes on.
public typealias ProgramCounter = Int
