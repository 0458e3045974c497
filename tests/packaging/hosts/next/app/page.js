import { Solver } from "./solver";

export default function Page() {
  return <Solver />;
}
