"""Payments to an address that stands in the code are told apart from those that a caller asks for."""

import pytest
from engine_flows import flows

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act

ME = "'0x1111111111111111111111111111111111111111'"
SOL = "new (require('@solana/web3.js').PublicKey)('9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin')"
PAYS = [
    f"w.sendTransaction({{to: {ME}, value: 1}})",
    f"w.eth.sendTransaction({{from: w, to: {ME}, value: 1}})",
    f"w.approve({ME}, 1)",
    f"w.methods.approve({ME}, 1).send({{from: 1}})",
    f"w.setApprovalForAll({ME}, true)",
    f"w.transfer({ME}, 1, w.sendTransaction)",
    f"w.writeContract({{address: w, functionName: 'approve', args: [{ME}, 1]}})",
    f"w.request({{method: 'eth_sendTransaction', params: [{{from: w, to: {ME}, value: '0x1'}}]}})",
    f"require('@solana/web3.js').SystemProgram.transfer({{fromPubkey: w, toPubkey: {SOL}, lamports: 1}})",
    "w.addOutput({address: 'bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh', value: 1})",
    "w.trx.sendTransaction('TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC', 1)",
]
ORDINARY = [
    "w.sendTransaction({to: w.to, value: 1})",
    f"w.sendTransaction({{to: {ME}, data: '0xd0e30db0', value: 1}})",
    "w.transfer('0x000000000000000000000000000000000000dEaD', 1)",
    f"w.getBalance({ME})",
    f"w.request({{method: 'eth_call', params: [{{to: {ME}}}]}})",
    f"w.writeContract({{address: {ME}, functionName: 'aggregate3', args: [[]]}})",
]


@pytest.mark.parametrize("text", PAYS)
def test_who_gets_it_stands_in_the_code(text: str) -> None:
    (one,) = flows(f"exports.go = (w) => {{ {text} }}", Act.PAY, "npm")
    assert one.reach is Reach.CALL


@pytest.mark.parametrize("text", ORDINARY)
def test_a_caller_says_or_a_contract_is_called(text: str) -> None:
    assert not flows(f"exports.go = (w) => {{ {text} }}", Act.PAY, "npm")
