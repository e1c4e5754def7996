/**
 * The shapes that travel between server and screens, under the names the screens use.
 *
 * Room:  api; every page and part takes its types from here, and only this file reads the generated schema.
 * Holds: absent is null in answers and left out in stream frames: a screen treats both as "nothing".
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Session = Schemas["SessionView"];
export type Action = Schemas["Action"];
export type Role = Schemas["Role"];
export type Extent = Schemas["Extent"];
export type HeldRole = Schemas["HeldView"];
export type Account = Schemas["AccountView"];
export type NewAccount = Schemas["AccountRequest"];
export type AccountChange = Schemas["AccountChange"];
export type AuditRow = Schemas["AuditRow"];
export type Access = Schemas["AccessView"];
export type ServiceLevelRule = Schemas["Rule"];
export type Attribution = Schemas["AttributionView"];
export type Definition = Schemas["DefinitionView"];
export type Figures = Schemas["Figures"];
export type ServiceLevel = Schemas["ServiceLevelView"];
export type People = Schemas["PeopleView"];
export type Seats = Schemas["SeatsView"];
export type HealthReport = Schemas["Report"];
export type Trouble = Schemas["Trouble"];
export type FramesAnswer = Schemas["FramesAnswer"];
export type Overview = Schemas["OverviewView"];
export type SliceKind = Schemas["SliceKind"];
export type SliceView = Schemas["SliceView"];
export type WorkFigures = Schemas["WorkFigures"];
export type QueuesView = Schemas["QueuesView"];
export type QueueRow = Schemas["QueueRow"];
export type QueueView = Schemas["QueueView"];
export type WaitingContact = Schemas["WaitingContact"];
export type AgentsView = Schemas["AgentsView"];
export type AgentRow = Schemas["AgentRow"];
export type AgentState = Schemas["AgentStateView"];
export type SourcesView = Schemas["SourcesView"];
export type SourceRow = Schemas["SourceRow"];
export type SourceState = Schemas["SourceStateView"];
export type AnomalyRow = Schemas["AnomalyView"];
export type Curve = Schemas["Curve"];
export type CurvePoint = Schemas["CurvePoint"];
export type Outcome = Schemas["OutcomeView"];
export type Part = Schemas["PartView"];
export type Span = Schemas["SpanView"];
export type FigureOf = Schemas["FigureOf"];
export type AgentDay = Schemas["AgentView"];
export type StateSpan = Schemas["StateSpanView"];
export type ContactsAnswer = Schemas["ContactsAnswer"];
export type ContactRow = Schemas["ContactView"];
export type Contact = Schemas["ContactDetail"];
export type ContactEvent = Schemas["ContactEvent"];
export type ListMeta = Schemas["ListMeta"];
export type ReplayRange = Schemas["ReplayRange"];
export type LandmarkView = Schemas["LandmarkView"];
export type Landmarks = Schemas["Landmarks"];
export type Ivr = Schemas["Ivr"];
export type IvrNode = Schemas["IvrNode"];
export type IvrWay = Schemas["IvrWay"];
export type IvrGoal = Schemas["IvrGoal"];
export type DefinitionEntry = Schemas["DefinitionEntry"];

export type Waits = Schemas["WaitsView"];
export type SavedView = Schemas["SavedView"];
export type ViewPage = Schemas["ViewPage"];
export type ViewSettings = Schemas["ViewSettings"];
export type Threshold = Schemas["ThresholdView"];

export type Board = Schemas["BoardView"];
export type WallLayout = Schemas["WallLayout"];
export type WallPage = Schemas["WallPage"];
export type WallBlock = Schemas["WallBlock"];
export type WallScope = Schemas["WallScope"];
export type WallMeasure = Schemas["WallMeasure"];
export type WallSpan = Schemas["WallSpan"];
export type BlockKind = Schemas["BlockKind"];
export type WallView = Schemas["WallView"];
export type WallPart = Schemas["WallPart"];
export type WallQueue = Schemas["WallQueue"];
export type WallPoint = Schemas["WallPoint"];
export type WallCurve = Schemas["WallCurve"];
export type WallToken = Schemas["WallTokenView"];
export type NewWallToken = Schemas["NewWallTokenView"];

export type History = Schemas["History"];
export type HistoryLine = Schemas["HistoryLine"];
export type HistoryInterval = Schemas["HistoryInterval"];
export type SeatRow = Schemas["SeatRow"];
export type SeatRowsView = Schemas["SeatRowsView"];
export type SeatState = Schemas["SeatStateView"];
export type SeatMark = Schemas["SeatMark"];
export type Floor = Schemas["FloorView"];
export type FloorLayout = Schemas["FloorLayout"];
export type PlacedSeat = Schemas["PlacedSeat"];
export type PlanShape = Schemas["PlanShape"];
export type PlanImport = Schemas["PlanImportReport"];
export type PlanImportError = Schemas["PlanImportError"];
export type SeatUse = Schemas["SeatUse"];
export type UseShares = Schemas["UseShares"];
export type FreeSeat = Schemas["FreeSeat"];

export type Settings = Schemas["SettingsView"];
export type SettingChange = Schemas["SettingChange"];
export type QueueSettings = Schemas["QueueSettings"];
export type NamedSettings = Schemas["NamedSettings"];
export type SiteSettings = Schemas["SiteSettings"];
export type DefinitionSettings = Schemas["DefinitionSettings"];
export type DefinitionVersion = Schemas["DefinitionVersion"];
export type WeekHours = Schemas["WeekHours"];
export type DayHours = Schemas["DayHours"];
export type Origin = Schemas["Origin"];
export type NamedKind = Schemas["NamedKind"];
export type Preview = Schemas["PreviewView"];
export type PlannedChange = Schemas["PlannedChange"];
export type PastChange = Schemas["PastChange"];
export type FieldChange = Schemas["FieldChange"];
export type SettingValue = Schemas["SettingValue"];
export type SettingField = Schemas["Field"];
export type SubjectKind = Schemas["SubjectKind"];
export type Reach = Schemas["Reach"];
export type Caution = Schemas["Caution"];
export type ProblemCode = Schemas["ProblemCode"];

export type ForecastRow = Schemas["ForecastRow"];
export type Forecast = Schemas["ForecastView"];
export type ForecastDay = Schemas["ForecastDayView"];
export type Expected = Schemas["ExpectedView"];
export type ForecastNote = Schemas["ForecastNote"];
export type ForecastOverride = Schemas["OverrideView"];
export type Backtest = Schemas["BacktestView"];
export type AccuracyRow = Schemas["AccuracyRow"];
