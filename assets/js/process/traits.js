/** What a selected element is, in the words that the sections of the panel are for. */

/** @param {any} element @returns {Set<string>} */
export function traitsOf(element) {
  const object = element.businessObject;
  const found = new Set([object.$type.replace("bpmn:", "")]);
  const is = (/** @type {string} */ type) => object.$instanceOf(`bpmn:${type}`);
  for (const type of ["Task", "Activity", "Event", "Gateway", "SubProcess", "FlowNode", "Lane"]) if (is(type)) found.add(type);
  if (is("CatchEvent") || is("ReceiveTask")) found.add("catches");
  for (const event of object.eventDefinitions ?? []) found.add(event.$type.replace("bpmn:", ""));
  if (is("CallActivity") && object.get("owj:binding") === "version") found.add("bound-to-version");
  if (is("SequenceFlow")) addFlow(found, object);
  if (is("BoundaryEvent") && !found.has("ErrorEventDefinition")) found.add("may-interrupt");
  if (is("StartEvent") && object.$parent?.triggeredByEvent) found.add("may-interrupt");
  if (["ServiceTask", "SendTask"].some((one) => found.has(one))) found.add(`work-${object.get("owj:kind") ?? ""}`);
  if (found.has("BusinessRuleTask")) found.add(`work-${object.get("owj:kind") || "decision"}`);
  if (is("StartEvent") && object.$parent?.$type === "bpmn:Process" && found.has("ConditionalEventDefinition")) found.add("record-start");
  const loop = object.loopCharacteristics;
  if (loop) found.add(loop.$type === "bpmn:StandardLoopCharacteristics" ? "repeats" : "several");
  if (["ServiceTask", "SendTask", "BusinessRuleTask", "ScriptTask"].some((one) => found.has(one))) found.add("gives");
  return found;
}

/** Conditions are read on flows out of exclusive and inclusive gateways, and of activities.
 * @param {Set<string>} found @param {any} flow */
function addFlow(found, flow) {
  const from = flow.sourceRef;
  const chooses = from.$instanceOf("bpmn:Activity") || ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"].includes(from.$type);
  if (chooses && from.default === flow) found.add("default-flow");
  else if (chooses) found.add("conditional-flow");
  if (chooses) found.add("choosing-flow");
}
