/** Our own attributes in a drawing, as docs/subsystems/bpmn.md names them, told to bpmn-js. */
const OF_PEOPLE = ["assignee", "candidates", "due", "followUp", "priority", "form", "fields", "outcomes", "outcome", "hint"];
const text = (/** @type {string} */ name) => ({ name, isAttr: true, type: "String" });

/** @param {string} name @param {string[]} on @param {string[]} attributes */
const part = (name, on, attributes) => ({ name, extends: on, properties: attributes.map(text) });

/** @param {string[]} told the attributes by which kinds of work are told what to do */
export const owjExtensions = (told = []) => ({
  name: "Owj",
  uri: "http://owj.example/bpmn/1.0",
  prefix: "owj",
  xml: { tagAlias: "lowerCase" },
  types: [
    part("PersonsTask", ["bpmn:UserTask"], OF_PEOPLE),
    part("Work", ["bpmn:Task"], [...new Set(["kind", "result", "question", "decision", ...told])].filter((name) => !OF_PEOPLE.includes(name))),
    part("Named", ["bpmn:FlowNode", "bpmn:SequenceFlow", "bpmn:Process"], ["nameEn"]),
    part("Keyed", ["bpmn:Event", "bpmn:ReceiveTask", "bpmn:SendTask"], ["key"]),
    part("Several", ["bpmn:MultiInstanceLoopCharacteristics"], [
      "collection", "element", "outputCollection", "outputElement",
    ]),
    part("Group", ["bpmn:Lane"], ["group"]),
    part("Call", ["bpmn:CallActivity"], ["binding", "version", "in", "out"]),
  ],
});
